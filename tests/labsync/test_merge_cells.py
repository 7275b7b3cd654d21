"""What becomes of a cell that was run, turned, added, removed or split."""

from __future__ import annotations

import pytest
from labsync.merge import merge_notebooks

from tests.labsync.books import Cell, book, code, looks, printed, run, sources, text
from tests.labsync.lesson import (
    ASK,
    BASE,
    INTRO,
    TEST,
    THEIRS,
    TURNED,
    edited,
    told,
)


def test_a_run_is_no_edit_and_its_results_stay() -> None:
    merged = merge_notebooks(BASE, book(INTRO, run(ASK, "hello\n"), TEST), THEIRS)
    assert looks(merged.notebook) == looks(THEIRS)
    assert printed(merged.notebook) == ["hello\n"]
    assert told(merged.cells) == [("ask", "merged", "text")]


def test_what_running_leaves_in_metadata_is_no_edit() -> None:
    timed = run(ASK, "x") | {"metadata": {"execution": {"iopub.status.busy": "now"}}}
    merged = merge_notebooks(BASE, book(INTRO, timed, TEST), THEIRS)
    assert merged.notebook.cells[1].metadata == timed["metadata"]
    assert merged.notebook.cells[1].source == "print('fixed')"


def test_outputs_of_the_course_come_where_the_student_has_none() -> None:
    theirs = book(INTRO, run(ASK, "theirs"), TEST)
    assert printed(merge_notebooks(BASE, BASE, theirs).notebook) == ["theirs"]


def test_outputs_of_the_course_do_not_replace_the_students() -> None:
    theirs = book(INTRO, run(ASK, "theirs"), TEST)
    merged = merge_notebooks(BASE, book(INTRO, run(ASK, "mine"), TEST), theirs)
    assert printed(merged.notebook) == ["mine"]
    assert told(merged.cells) == [("ask", "merged", "outputs")]


def test_a_cell_turned_into_text_arrives() -> None:
    merged = merge_notebooks(BASE, BASE, TURNED)
    assert looks(merged.notebook) == looks(TURNED)
    assert told(merged.cells) == [("ask", "delivered", "type")]


def test_results_survive_a_cell_turned_into_text() -> None:
    merged = merge_notebooks(BASE, book(INTRO, run(ASK, "an hour's work"), TEST), TURNED)
    assert looks(merged.notebook) == [
        *looks(TURNED)[:2],
        ("code", ASK["source"]),
        *looks(TURNED)[2:],
    ]
    assert printed(merged.notebook) == ["an hour's work"]


def test_a_cell_that_the_student_turned_is_known_without_its_id() -> None:
    # JupyterLab gives a cell a new id when its type is changed.
    mine = book(INTRO, text("b1c2d3", ASK["source"]), TEST)
    merged = merge_notebooks(BASE, mine, THEIRS)
    assert looks(merged.notebook)[1] == ("markdown", ASK["source"])
    assert told(merged.cells) == [("ask", "kept-own", "text")]


def test_both_insert_at_one_place() -> None:
    mine = book(INTRO, ASK, code("mine", "my = 1"), TEST)
    theirs = book(INTRO, ASK, code("new", "new = 1"), TEST)
    merged = merge_notebooks(BASE, mine, theirs)
    assert sources(merged.notebook)[1:4] == [ASK["source"], "my = 1", "new = 1"]
    assert told(merged.cells) == [("new", "delivered", "new")]


def test_both_insert_at_one_place_with_one_id() -> None:
    mine = book(INTRO, ASK, code("same", "my = 1"), TEST)
    theirs = book(INTRO, ASK, code("same", "new = 1"), TEST)
    cells = merge_notebooks(BASE, mine, theirs).notebook.cells
    assert [cell.source for cell in cells[2:4]] == ["my = 1", "new = 1"]
    assert [cell.id for cell in cells[2:4]] == ["same-2", "same"]


def test_a_cell_that_the_student_removed_stays_away() -> None:
    merged = merge_notebooks(BASE, book(INTRO, TEST), THEIRS)
    assert sources(merged.notebook) == [INTRO["source"], TEST["source"]]
    assert told(merged.cells) == [("ask", "left-deleted", "text")]


def test_a_cell_that_the_course_removed_goes() -> None:
    merged = merge_notebooks(BASE, BASE, book(INTRO, TEST))
    assert sources(merged.notebook) == [INTRO["source"], TEST["source"]]
    assert told(merged.cells) == [("ask", "delivered", "removed")]


@pytest.mark.parametrize("mine", [edited(ASK, "print('mine')"), run(ASK, "hello")])
def test_work_in_a_cell_that_the_course_removed_stays(mine: Cell) -> None:
    merged = merge_notebooks(BASE, book(INTRO, mine, TEST), book(INTRO, TEST))
    assert merged.notebook.cells[1].source == mine["source"]
    assert told(merged.cells) == [("ask", "kept-own", "removed")]


def test_a_split_cell_stays_split_and_the_courses_comes_below() -> None:
    whole = code("c", "one = 1\ntwo = 2\nthree = 3\nfour = 4")
    parts = code("x9", "one = 1\ntwo = 2\nthree = 3"), code("c", "four = 4")
    merged = merge_notebooks(book(whole), book(*parts), book(edited(whole, "one = 11")))
    assert sources(merged.notebook)[:2] == [parts[0]["source"], parts[1]["source"]]
    assert "one = 11" in merged.notebook.cells[2].source
