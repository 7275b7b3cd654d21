"""The week that is pushed: the course's own with one cell put right, and students' work on it."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WEEK = 1
NOTEBOOK = f"week{WEEK}/lab.ipynb"
SOURCE = "bench-push"
MINE = "\n# A line of the student's own."


@contextmanager
def corrected(state: Path, fix: str) -> Iterator[str]:
    """Offer a folder with the week as students have it, the first code cell put right.

    Yields the folder's name; it is gone afterwards.
    """
    folder = state / "sources" / SOURCE
    shutil.rmtree(folder, ignore_errors=True)
    try:
        shutil.copytree(state / f"course/current/week{WEEK}", folder / f"week{WEEK}")
        lab = folder / NOTEBOOK
        lab.chmod(0o644)
        notebook = json.loads(lab.read_text(encoding="utf-8"))
        append(code_cells(notebook)[0], f"\n{fix}")
        lab.write_text(json.dumps(notebook, indent=1) + "\n", encoding="utf-8")
        yield SOURCE
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def worked_on(notebook: dict[str, Any], number: int) -> dict[str, Any]:
    """Return what a student made of it: a third nothing, a third wrote elsewhere, a third there."""
    mine = copy.deepcopy(notebook)
    match number % 3:
        case 1:
            append(code_cells(mine)[-1], MINE)
        case 2:
            append(code_cells(mine)[0], MINE)
    return mine


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the code cells."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def append(cell: dict[str, Any], text: str) -> None:
    """Add to the end of a cell."""
    cell["source"] = "".join(cell["source"]) + text
