"""What is run has the instructors' tests and nothing of an earlier run; points believe no run."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from classroom.handins.notebooks import read_notebook
from classroom.marking.points import Altered, Result, results_of
from classroom.marking.submission import is_test_of, prepare
from tests.classroom.marking.conftest import Room
from tests.classroom.marking.small_release import SECRET, as_bytes, as_run, handed_in, source


def prepared(change: Callable[[NotebookNode], object] = lambda _: None) -> NotebookNode:
    """Return a hand-in after `change`, as it would be run."""
    book = handed_in()
    change(book)
    return prepare(read_notebook(as_bytes(book)), source())


def names_of_tests(book: NotebookNode) -> list[str]:
    return [cell.id for cell in book.cells if is_test_of(cell, source())]


BOTH = ["w1-one-test", "w1-two-test"]


def without_tests(book: NotebookNode) -> None:
    book.cells = [cell for cell in book.cells if not cell.id.endswith("-test")]


def odd_metadata(book: NotebookNode) -> None:
    values: tuple[Any, ...] = (None, 7, "x", [], {"grade_id": ["x"]})
    for cell, value in zip(book.cells, values, strict=True):
        cell.metadata["nbgrader"] = value


def same_ids(book: NotebookNode) -> None:
    # Another cell with a test's id, and the test without its mark.
    book.cells.append(new_code_cell("mine = 1", id="x"))
    book.cells[-1].id = "w1-one-test"
    book.cells[1].metadata = {}
    book.cells[1].id = "w1-two-test-2"


def old_format(book: NotebookNode) -> None:
    book.nbformat_minor = 2
    for cell in book.cells:
        del cell["id"]


def results_brought_along(book: NotebookNode) -> None:
    book.metadata["kernelspec"] = {"name": "mine", "display_name": "x", "language": "y"}
    book.metadata["widgets"] = {"a": 1}
    for cell in book.cells[:4]:
        cell.execution_count = 9
        cell.outputs = [new_output("stream", text="passed")]


@pytest.mark.parametrize(
    "change", [without_tests, odd_metadata, same_ids, old_format, results_brought_along]
)
def test_whatever_was_done_to_it_the_tests_are_there_once_and_it_is_a_valid_notebook(
    change: Callable[[NotebookNode], object],
) -> None:
    book = prepared(change)
    assert sorted(names_of_tests(book)) == BOTH
    nbformat.validate(book)
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert book.metadata["kernelspec"]["name"] == "python3"
    assert SECRET in as_bytes(book).decode()


def found(
    room: Room, change: Callable[[NotebookNode], object], errors: dict[str, str] | None = None
) -> dict[str, Result]:
    """Return what is made of a run that `change` was done to."""
    book = prepared()
    run = as_run(book, errors)
    change(run)
    return results_of(room.material.rubric(), source(), book, run)


def test_points_are_full_or_none(room: Room) -> None:
    got = found(room, lambda _: None, {"w1-two-test": f"{SECRET}\x1b[31m\u202e"})
    assert got == {
        "w1-one-test": Result(2.0),
        "w1-two-test": Result(0.0, f"AssertionError: {SECRET} [31m "),
    }


def shows(value: str) -> Callable[[NotebookNode], None]:
    """Have the first test show a value, as a test that gives points in part does."""

    def change(run: NotebookNode) -> None:
        data = {"text/plain": value}
        run.cells[1].outputs = [new_output("execute_result", data=data, execution_count=1)]

    return change


@pytest.mark.parametrize(
    ("value", "points"),
    [("1.5", 1.5), ("0", 0), ("2", 2), ("3", 0), ("-1", 2), ("nan", 2), ("inf", 0), ("x", 2)],
)
def test_points_in_part_stay_between_none_and_all(room: Room, value: str, points: float) -> None:
    got = found(room, shows(value))["w1-one-test"].points
    assert math.isfinite(got)
    assert 0 <= got <= 2
    assert got == points


def more_points(run: NotebookNode) -> None:
    run.cells[1].metadata["nbgrader"]["points"] = 1000


def other_name(run: NotebookNode) -> None:
    run.cells[1].metadata["nbgrader"]["grade_id"] = "w1-two-test"
    run.cells[1].id = "w1-two-test"


@pytest.mark.parametrize("change", [more_points, other_name])
def test_what_a_run_says_about_its_tests_counts_for_nothing(
    room: Room, change: Callable[[NotebookNode], object]
) -> None:
    assert {k: v.points for k, v in found(room, change).items()} == dict(
        zip(BOTH, (2, 3), strict=True)
    )


@pytest.mark.parametrize("count", [None, 0, -1, True])
def test_a_test_that_was_not_run_gives_nothing(room: Room, count: object) -> None:
    def change(run: NotebookNode) -> None:
        run.cells[1].execution_count = count

    assert found(room, change)["w1-one-test"].points == 0


def other_source(run: NotebookNode) -> None:
    run.cells[1].source = "pass"


def now_text(run: NotebookNode) -> None:
    run.cells[1].cell_type = "markdown"


def shorter(run: NotebookNode) -> None:
    del run.cells[-1]


@pytest.mark.parametrize("change", [other_source, now_text, shorter])
def test_a_notebook_that_is_another_is_not_marked(
    room: Room, change: Callable[[NotebookNode], object]
) -> None:
    with pytest.raises(Altered):
        found(room, change)


def test_a_task_of_the_rubric_without_a_test_gives_nothing_and_says_so(room: Room) -> None:
    book = source()
    del book.cells[3]
    laid = prepare(handed_in(), book)
    got = results_of(room.material.rubric(), book, laid, as_run(laid))
    assert got["w1-two-test"] == Result(0.0, "The assignment has no test of this name.")
