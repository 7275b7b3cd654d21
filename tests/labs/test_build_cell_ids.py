"""Names of cells keep when other cells come, go or change, and never go over to another cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from labs.build.cell_ids import cell_ids
from labs.build.notebooks import read_notebook

ROOT = Path(__file__).parents[2]
LABS = sorted(ROOT.glob("labs/week*/lab.py"))
TASK = "## Your turn"


def lesson() -> list[NotebookNode]:
    """Three cells are alike, two of them to the last letter, below different texts."""
    return [
        new_markdown_cell("# Tokens\n\nWhat a model reads."),
        new_code_cell("import tiktoken\n\ncount = 3"),
        new_markdown_cell("First question?"),
        new_markdown_cell(f"{TASK}\n\nWrite here."),
        new_markdown_cell("Second question?"),
        new_markdown_cell(f"{TASK}\n\nWrite here."),
        new_markdown_cell(f"{TASK}\n\nRun this."),
        new_code_cell(""),
        new_code_cell("x = 1", metadata={"nbgrader": {"grade_id": "w1 täsk"}}),
    ]


def by_cell(cells: list[NotebookNode]) -> dict[int, str]:
    return {id(cell): name for cell, name in zip(cells, cell_ids(cells), strict=True)}


def kept(cells: list[NotebookNode], before: dict[int, str]) -> bool:
    """Tell whether all cells that were there before have the names of then."""
    after = by_cell(cells)
    return all(after[one] == name for one, name in before.items() if one in after)


def test_names_are_unique_valid_and_the_same_each_time() -> None:
    names = cell_ids(lesson())
    assert names == cell_ids(lesson())
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in names)
    assert names[-1] == "w1-t-sk"


@pytest.mark.parametrize("place", range(10))
def test_a_cell_that_comes_in_leaves_the_others_names(place: int) -> None:
    cells = lesson()
    before = by_cell(cells)
    if place in (3, 5):  # between a question and its task: only that task may be named anew
        del before[id(cells[place])]
    cells.insert(place, new_code_cell("print('new')"))
    assert kept(cells, before)


@pytest.mark.parametrize("place", [0, 1, 7, 8])
def test_a_cell_that_goes_leaves_the_others_names(place: int) -> None:
    cells = lesson()
    before = by_cell(cells)
    del cells[place]
    assert kept(cells, before)


@pytest.mark.parametrize("place", [0, 1])
def test_an_edit_below_the_first_line_keeps_even_the_own_name(place: int) -> None:
    cells = lesson()
    before = by_cell(cells)
    cells[place].source += "\nmore"
    assert kept(cells, before)


def test_the_same_task_once_more_takes_nobodys_name() -> None:
    """A student's answer must not go over to another question."""
    cells = lesson()
    before = by_cell(cells)
    cells[2:2] = [new_markdown_cell("Question zero?"), new_markdown_cell(f"{TASK}\n\nWrite here.")]
    assert kept(cells, before)
    assert not {by_cell(cells)[id(cell)] for cell in cells[2:4]} & set(before.values())


def test_what_begins_alike_now_is_not_taken_for_another() -> None:
    first = new_code_cell("import json\n\none = 1")
    alone = cell_ids([first])
    assert alone[0] not in cell_ids([new_code_cell("import json\n\ntwo = 2"), first])


def test_the_same_in_the_same_place_is_counted() -> None:
    same = [new_code_cell("") for _ in range(4)]
    names = cell_ids(same)
    assert len(set(names)) == 4


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.parent.name)
def test_a_cell_put_into_a_lab_renames_no_other(path: Path) -> None:
    cells = read_notebook(path).cells
    names = [cell.id for cell in cells]
    middle = len(cells) // 2
    cells.insert(middle, new_markdown_cell("A hint that no lab has."))
    after = cell_ids(cells)
    assert after[:middle] + after[middle + 1 :] == names
