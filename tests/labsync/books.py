"""Small notebooks for tests, and what people do to them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

Cell = dict[str, Any]
Book = dict[str, Any]


def code(name: str, source: str, printed: str = "", **metadata: Any) -> Cell:
    """Return a code cell that has printed something, if anything."""
    cell = {"cell_type": "code", "id": name, "metadata": metadata, "source": source}
    return run(cell, printed) if printed else cell | {"outputs": [], "execution_count": None}


def text(name: str, source: str, **metadata: Any) -> Cell:
    """Return a Markdown cell."""
    return {"cell_type": "markdown", "id": name, "metadata": metadata, "source": source}


def run(cell: Cell, printed: str, count: int = 1) -> Cell:
    """Return a code cell after a run."""
    output = {"output_type": "stream", "name": "stdout", "text": printed}
    return cell | {"outputs": [output], "execution_count": count}


def book(*cells: Cell, minor: int = 5, **metadata: Any) -> Book:
    """Return a notebook."""
    return {
        "nbformat": 4,
        "nbformat_minor": minor,
        "metadata": metadata,
        "cells": copy.deepcopy(list(cells)),
    }


def sources(notebook: Book) -> list[str]:
    """Return the texts of all cells."""
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def looks(notebook: Book) -> list[tuple[str, str]]:
    """Return what a reader sees of each cell: type and text."""
    return [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]


def printed(notebook: Book) -> list[str]:
    """Return what the cells of a notebook have printed."""
    outputs = [one for cell in notebook["cells"] for one in cell.get("outputs", [])]
    return ["".join(one["text"]) for one in outputs]


def without_ids(notebook: Book) -> Book:
    """Return the notebook as an editor of format 4.4 writes it."""
    cells: Sequence[Cell] = copy.deepcopy(notebook["cells"])
    for cell in cells:
        cell.pop("id", None)
    return notebook | {"nbformat_minor": 4, "cells": list(cells)}
