"""How a build names the cells of its notebooks: each version by itself, whatever came before."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import nbformat

from labs.build.cell_ids import cell_ids
from tests.labsync.books import Book, Cell
from tests.labsync.simulation.case import Case

Naming = Callable[[Sequence[Cell]], Sequence[str]]
"""Returns a name for each cell."""


def by_text(cells: Sequence[Cell]) -> Sequence[str]:
    """Name cells as the course's build does."""
    return cell_ids([nbformat.from_dict(cell) for cell in cells])


def named(case: Case, naming: Naming) -> None:
    """Name the cells of the course's two versions; the student has those of the first."""
    for notebook in (case.base, case.theirs):
        for one, name in renamed(notebook, naming).items():
            case.names.setdefault(one, set()).add(name)
    case.mine = copy.deepcopy(case.base)


def renamed(notebook: Book, naming: Naming) -> dict[str, str]:
    """Give each cell another name; return which."""
    names = naming(notebook["cells"])
    found = {}
    for cell, name in zip(notebook["cells"], names, strict=True):
        found[cell["id"]] = name
        cell["id"] = name
    return found
