"""Read a notebook that nobody vouches for: nbformat 4.5 with ids, or a sentence why not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from labs.build.student import INSTRUCTOR_TAG


class NotANotebookError(Exception):
    """The file is no notebook as a release needs it; the text says why.

    Attributes:
        about_ids: whether it is the cells' ids that are wrong.
    """

    def __init__(self, reason: str, about_ids: bool = False) -> None:
        super().__init__(reason)
        self.about_ids = about_ids


def read(path: Path) -> NotebookNode:
    """Return the notebook.

    Raises:
        NotANotebookError: it is none, or of another version than 4.5, or its ids are no good.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        version = (found["nbformat"], found["nbformat_minor"])
        cells = list(found["cells"])
    except RecursionError as error:
        raise NotANotebookError("is nested too deeply") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotANotebookError("is no notebook") from error
    if version != (4, 5):
        raise NotANotebookError(
            "is not of notebook version 4.5; open it in a new JupyterLab and save it"
        )
    _check_ids(cells)
    try:
        # Texts come in one piece or line by line.
        notebook: NotebookNode = nbformat.v4.nbjson.JSONReader().to_notebook(found)
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        reason = str(error.message)[:200].replace("\n", " ")
        raise NotANotebookError(f"is no valid notebook ({reason})") from error
    except (RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise NotANotebookError("is no valid notebook") from error
    return notebook


def _check_ids(cells: list[Any]) -> None:
    ids = [cell.get("id") if isinstance(cell, dict) else None for cell in cells]
    if not all(isinstance(one, str) and one for one in ids):
        missing = next(n for n, one in enumerate(ids, 1) if not (isinstance(one, str) and one))
        raise NotANotebookError(f"has no id at cell {missing}", about_ids=True)
    twice = [one for one, count in Counter(ids).items() if count > 1]
    if twice:
        raise NotANotebookError(f"has two cells with the id {str(twice[0])[:64]}", about_ids=True)


def is_for_instructors(cell: NotebookNode) -> bool:
    """Tell whether a cell has the tag of those that students never get."""
    return INSTRUCTOR_TAG in (cell.metadata.get("tags") or ())


def renamed_cells(earlier: NotebookNode, later: NotebookNode) -> int:
    """Return how many cells stand in both with the same text, and nowhere with the same id.

    A working copy is merged cell by cell, by these ids.
    """
    before, after = _ids_of(earlier), _ids_of(later)
    return sum(not before[text] & after[text] for text in before.keys() & after.keys())


def _ids_of(notebook: NotebookNode) -> dict[str, set[str]]:
    """Return text -> the ids of the cells that have it."""
    found: dict[str, set[str]] = {}
    for cell in notebook.cells:
        found.setdefault(f"{cell.cell_type} {cell.source}", set()).add(cell.id)
    return found
