"""A submission is marked by the instructors' own tests, whatever its author did to them."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from labs.build.notebooks import complete
from labs.marking.submission import automatic_points, errors_of, with_answers, with_tests


def code(name: str, source: str, **about: Any) -> NotebookNode:
    """Return a code cell with that `grade_id`, or a plain one without `about`."""
    cell: NotebookNode = new_code_cell(source, id=name)
    if about:
        cell.metadata["nbgrader"] = complete({"grade_id": name, **about}, "code")
    return cell


def text(name: str, source: str) -> NotebookNode:
    """Return an answer in words."""
    cell: NotebookNode = new_markdown_cell(source, id=name)
    about = {"grade_id": name, "grade": True, "solution": True, "points": 3}
    cell.metadata["nbgrader"] = complete(about, "markdown")
    return cell


def book(*cells: NotebookNode) -> NotebookNode:
    made: NotebookNode = new_notebook(cells=list(cells))
    return made


def source() -> NotebookNode:
    """Return an assignment of two tasks and an essay."""
    return book(
        code("cell-000", "import this"),
        code("w9-one", "one = 1", solution=True),
        code("w9-one-test", "assert one == 1  # hidden", grade=True, points=2),
        code("w9-two", "two = 2", solution=True),
        code("w9-two-test", "assert two == 2  # hidden", grade=True, points=2),
        text("w9-essay", "An answer."),
    )


def names(notebook: NotebookNode) -> list[str]:
    return [cell.id for cell in notebook.cells]


def sources(notebook: NotebookNode) -> dict[str, str]:
    return {cell.id: cell.source for cell in notebook.cells}


ORDER = names(source())


def test_answers_are_written_into_their_cells_and_into_no_other() -> None:
    student = source()
    filled = with_answers(student, {"w9-one": "one = 7\n", "w9-essay": "Mine.\n"})
    assert sources(filled) == {**sources(source()), "w9-one": "one = 7", "w9-essay": "Mine."}
    assert sources(student) == sources(source()), "the original was changed"


@pytest.mark.parametrize("name", ["w9-three", "cell-000", ""])
def test_an_answer_to_no_task_is_an_error(name: str) -> None:
    with pytest.raises(KeyError, match=name or "''"):
        with_answers(source(), {name: "x"})


def test_what_nobody_touched_stays_as_it_is() -> None:
    assert sources(with_tests(source(), source())) == sources(source())


def test_a_changed_test_is_put_right() -> None:
    submitted = source()
    submitted.cells[2].source = "pass"
    submitted.cells[2].metadata["nbgrader"]["points"] = 100
    marked = with_tests(submitted, source())
    assert marked.cells[2] == source().cells[2]
    assert submitted.cells[2].source == "pass", "what was handed in was changed"


@pytest.mark.parametrize(
    ("deleted", "expected"),
    [
        (["w9-one-test"], ORDER),
        (["w9-two-test"], ORDER),
        (["w9-one-test", "w9-two-test"], ORDER),
        # The test comes behind what is left of its surroundings.
        (["w9-one", "w9-one-test"], [name for name in ORDER if name != "w9-one"]),
        (ORDER, ["w9-one-test", "w9-two-test"]),
    ],
)
def test_a_deleted_test_is_put_back_in_its_place(deleted: list[str], expected: list[str]) -> None:
    submitted = book(*(cell for cell in source().cells if cell.id not in deleted))
    assert names(with_tests(submitted, source())) == expected


def test_a_test_whose_mark_was_taken_off_counts_all_the_same() -> None:
    submitted = source()
    del submitted.cells[2].metadata["nbgrader"]
    submitted.cells[2].source = "pass"
    marked = with_tests(submitted, source())
    tests = [cell for cell in marked.cells if cell.source == "assert one == 1  # hidden"]
    assert len(tests) == 1
    nbformat.validate(marked)
    assert len(set(names(marked))) == len(marked.cells)


@pytest.mark.parametrize("copy", ["assert True", "assert one == 1  # hidden"])
def test_of_a_doubled_test_the_later_one_is_kept_once(copy: str) -> None:
    submitted = source()
    double = code("w9-one-test", copy, grade=True, points=2)
    submitted.cells.insert(4, double)
    assert names(with_tests(submitted, source())) == [
        *("cell-000", "w9-one", "w9-two", "w9-one-test", "w9-two-test", "w9-essay")
    ]


@pytest.mark.parametrize("place", range(len(ORDER) + 1))
def test_a_helper_of_the_students_own_stays_where_it_is(place: int) -> None:
    submitted = source()
    submitted.cells.insert(place, code("helper", "def half(x): return x / 2"))
    marked = with_tests(submitted, source())
    assert names(marked) == [*ORDER[:place], "helper", *ORDER[place:]]


@pytest.mark.parametrize("place", [2, 3])
def test_a_helper_behind_an_answer_stays_before_the_next_task(place: int) -> None:
    submitted = book(*(cell for cell in source().cells if cell.id != "w9-one-test"))
    submitted.cells.insert(place, code("helper", "def half(x): return x / 2"))
    marked = names(with_tests(submitted, source()))
    assert marked.index("helper") < marked.index("w9-two-test")
    assert marked.index("w9-one-test") == marked.index("w9-one") + 1


def test_points_and_errors_are_read_from_what_the_cells_did() -> None:
    executed = source()
    executed.cells[2].outputs = [new_output("stream", text="[OK]")]
    executed.cells[4].outputs = [new_output("error", ename="CheckFailed", evalue="no")]
    assert automatic_points(executed) == {"w9-one-test": 2.0, "w9-two-test": 0.0}
    assert errors_of(executed) == ["w9-two-test: CheckFailed: no"]
