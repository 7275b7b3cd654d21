"""What a student hands in, made ready for marking, and the points its cells get."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from nbformat import NotebookNode
from nbgrader.utils import determine_grade


def with_answers(student: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """Return the students' notebook with answers written into the cells of these `grade_id`s.

    Raises:
        KeyError: no cell has that `grade_id`.
    """
    filled = copy.deepcopy(student)
    cells = {_grade_id(cell): cell for cell in filled.cells if _grade_id(cell)}
    for grade_id, text in answers.items():
        cells[grade_id].source = text.rstrip("\n")
    return filled


def with_tests(submitted: NotebookNode, source: NotebookNode) -> NotebookNode:
    """Return a submission whose test cells are the instructors' own, hidden tests included.

    Changed tests are put right and deleted ones put back, behind the cell that they follow in the
    source; everything else stays as it was handed in. The rule is that of nbgrader's
    `OverwriteCells` with `add_missing_cells`, which wants a gradebook.
    """
    marked = copy.deepcopy(submitted)
    tests = {_grade_id(cell): cell for cell in source.cells if _is_test(cell)}
    # From the end: of two cells with one id the later one is kept, and is the one that counts.
    cells: list[NotebookNode] = []
    placed: set[str] = set()
    for cell in reversed(marked.cells):
        name = _grade_id(cell)
        if name not in tests:
            cells.insert(0, cell)
        elif name not in placed:
            cells.insert(0, copy.deepcopy(tests[name]))
            placed.add(name)
    marked.cells = cells
    _put_back(marked, source, set(tests) - placed)
    return marked


def _put_back(marked: NotebookNode, source: NotebookNode, missing: set[str]) -> None:
    """Insert test cells that were deleted, each behind the cell that it follows in the source."""
    place = 0
    for own in marked.cells:
        if own.id in missing:  # a test that lost its mark: the cell stays, the name is the test's
            own.id = f"{own.id}-as-handed-in"
    for cell in source.cells:
        name = _grade_id(cell) or cell.id
        if name in missing:
            marked.cells.insert(place, copy.deepcopy(cell))
            place += 1
            continue
        for position, own in enumerate(marked.cells):
            if name in (_grade_id(own), own.id):
                place = position + 1


def automatic_points(executed: NotebookNode) -> dict[str, float]:
    """Return test cell -> points of a notebook that was run, as nbgrader counts them."""
    tests = (cell for cell in executed.cells if _is_test(cell))
    return {_grade_id(cell): float(determine_grade(cell)[0] or 0) for cell in tests}


def errors_of(executed: NotebookNode) -> list[str]:
    """Return `cell: error: message` for every cell that failed."""
    return [
        f"{cell.id}: {output.ename}: {output.evalue}"
        for cell in executed.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _is_test(cell: NotebookNode) -> bool:
    """Tell whether a cell is marked by running it."""
    about = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(about.get("grade"))
