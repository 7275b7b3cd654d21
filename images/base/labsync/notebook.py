"""Notebooks as data: read from bytes that may be anything, and written as Jupyter writes them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from labsync.errors import SyncError

MAX_DEPTH = 64  # of lists in lists; a notebook has about ten
_MINOR = 5  # since then, cells have ids
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Unreadable(Exception):
    """These bytes are no notebook of format 4."""


def parse(data: bytes) -> NotebookNode:
    """Return the notebook in `data`, with one text a source and an id of its own a cell.

    Raises:
        Unreadable: no JSON, too deep, not format 4, not valid, or text that cannot be written.
    """
    try:
        raw = json.loads(data.decode("utf-8"))
        if _too_deep(raw) or raw["nbformat"] != 4:
            raise Unreadable("too deep, or of another format")
        notebook = normalised(raw)
        nbformat.validate(notebook)
        write(notebook)
    except (Unreadable, SyncError):  # the time is over, for one
        raise
    # Whatever a student's file provokes here means the same.
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {str(error)[:200]}") from error
    return notebook


def write(notebook: NotebookNode) -> bytes:
    """Return a notebook as the bytes of its file."""
    return (str(nbformat.v4.writes(notebook)) + "\n").encode("utf-8")


def normalised(notebook: Mapping[str, Any]) -> NotebookNode:
    """Return a copy in which texts are in one piece and every cell has an id of its own.

    Notebooks older than 4.5 have no ids, and editors that know none leave them out.
    """
    mine: NotebookNode = nbformat.v4.nbjson.JSONReader().to_notebook(notebook)
    mine.nbformat_minor = max(int(mine.nbformat_minor), _MINOR)
    ids = Ids(())
    # First come those that are as they should be: an id is never taken from a cell that has it.
    late = []
    for cell in mine.cells:
        given = cell.get("id")
        if isinstance(given, str) and _ID.fullmatch(given) and given not in ids.taken:
            ids.taken.add(given)
        else:
            late.append(cell)
    for cell in late:
        cell.id = ids.fresh(hashlib.sha256(cell.source.encode("utf-8")).hexdigest()[:12])
    return mine


class Ids:
    """Ids of cells that are taken; gives out others."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self._numbers: dict[str, int] = {}

    def fresh(self, wanted: str) -> str:
        """Return `wanted`, or the first of `wanted-2`, `wanted-3` ... that is free; take it."""
        name = wanted[:64]
        while name in self.taken:
            number = self._numbers.get(wanted, 1) + 1
            self._numbers[wanted] = number
            ending = f"-{number}"
            name = wanted[: 64 - len(ending)] + ending
        self.taken.add(name)
        return name


def _too_deep(value: Any) -> bool:
    """Say whether lists are nested deeper than `MAX_DEPTH`, without recursion."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            return True
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return False
