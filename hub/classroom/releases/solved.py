"""A week's solutions: the instructors' notebooks with the answers, less what is theirs alone."""

from __future__ import annotations

import logging
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from classroom.releases import notebooks
from labs.build.notebooks import to_text
from labs.build.secrets import MARKERS
from labs.build.sources import STAFF_ONLY
from labs.build.student import solved_notebook

_SECRET = tuple(one for one in MARKERS if one != "BEGIN SOLUTION")
_log = logging.getLogger(__name__)


def solution_of(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with the answers, without hidden tests, mark schemes, instructors' cells.

    What a changed cell printed, and pictures that it shows no more, go as well: they may tell what
    was taken out.

    Raises:
        ValueError: a mark is left over. RuntimeError, by nbgrader: marks are not in order.
    """
    result = solved_notebook(notebook)
    before = {cell.id: cell.source for cell in notebook.cells}
    for cell in result.cells:
        if cell.source == before[cell.id]:
            continue
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if "attachments" in cell:
            kept = {
                n: one for n, one in cell.attachments.items() if f"attachment:{n}" in cell.source
            }
            cell.attachments = nbformat.from_dict(kept)
    if any(mark in cell.source for cell in result.cells for mark in _SECRET):
        raise ValueError("a mark of hidden tests or mark schemes is left over")
    return result


def add_solutions(solved: Path, given: Path, out: Path) -> None:
    """Write the solutions that differ from what students got; one that cannot be cleaned is not.

    Args:
        solved: the week in the instructors' tree.
        given: the same in the students'.
        out: the folder of solutions, made when there are any.
    """
    for path in sorted(solved.rglob("*.ipynb")):
        inside = path.relative_to(solved)
        if STAFF_ONLY.intersection(inside.parts):
            continue
        try:
            solution = solution_of(notebooks.read(path))
        except OSError:
            raise
        except Exception as error:  # nbgrader's steps raise what they like at odd notebooks
            _log.error("No solution is published of %s: %s", path, error)
            continue
        if solution.cells and _cells(solution) != _given_cells(given / inside):
            target = out / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(to_text(solution), encoding="utf-8")


def _given_cells(path: Path) -> list[tuple[str, str]]:
    try:
        return _cells(notebooks.read(path))
    except (FileNotFoundError, notebooks.NotANotebookError):
        return []


def _cells(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]
