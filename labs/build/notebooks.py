"""Percent sources to notebooks: the same source gives the same bytes, every time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from labs.build.cell_ids import cell_ids
from labs.build.errors import BuildError
from labs.build.frontmatter import split_front_matter
from labs.build.text import read_text

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""Metadata of every notebook: which kernel runs it."""


def read_notebook(path: Path) -> NotebookNode:
    """Return the instructors' notebook of a percent file, with stable cell ids and full metadata.

    Raises:
        BuildError: `COURSE-NOTEBOOK` when two cells have the same `grade_id`.
    """
    _, body = split_front_matter(read_text(path), path)
    notebook = cast("NotebookNode", jupytext.reads(body, fmt="py:percent"))
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: set[str] = set()
    for cell, name in zip(notebook.cells, cell_ids(notebook.cells), strict=True):
        cell.metadata.pop("lines_to_next_cell", None)
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"] = complete(dict(cell.metadata["nbgrader"]), cell.cell_type)
        cell.id = name
        if cell.id in seen:
            raise BuildError("COURSE-NOTEBOOK", f"{path}: two cells are called '{cell.id}'.")
        seen.add(cell.id)
    nbformat.validate(notebook)
    return notebook


def complete(given: dict[str, Any], cell_type: str) -> dict[str, Any]:
    """Fill in what nbgrader wants to know and an author need not write.

    `{"grade_id": "w1-ask", "solution": true}` is an answer cell;
    `{"grade_id": "w1-ask-test", "grade": true, "points": 2}` a test, which students cannot change.
    """
    solution = bool(given.get("solution", False))
    grade = bool(given.get("grade", False))
    return {
        "cell_type": cell_type,
        "grade": grade,
        "locked": grade and not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        **given,
    }


def execute(notebook: NotebookNode, folder: Path, seconds_per_cell: int = 300) -> None:
    """Run a notebook's cells in `folder`; outputs are stored in it.

    Raises:
        BuildError: `COURSE-EXECUTE` with the failing cell and the end of its traceback.
    """
    client = NotebookClient(
        notebook,
        timeout=seconds_per_cell,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise BuildError("COURSE-EXECUTE", str(error)[-2000:]) from error


def to_text(notebook: NotebookNode) -> str:
    """Return the notebook as the text of an `.ipynb` file."""
    return str(nbformat.writes(notebook)) + "\n"
