"""Notebooks from students: bytes that may be anything, read within limits."""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.validator import iter_validate

MAX_BYTES = 10_000_000
MAX_DEPTH = 64  # of lists in lists; a notebook has about ten
MAX_CELLS = 2_000
# Every bracket may become an object of 64 bytes or more: this many take about 50 MB.
_MAX_BRACKETS, _MAX_COMMAS = 500_000, 2_000_000


class Unreadable(Exception):
    """These bytes are no notebook that can be read; the text says why, in plain words."""


def read_notebook(data: bytes, most: int = MAX_BYTES) -> NotebookNode:
    """Return the notebook in `data`, with its texts in one piece.

    Raises:
        Unreadable: too large, too deep, not JSON, not format 4, or not valid.
    """
    raw = _parse(data, most)
    try:
        if raw.get("nbformat") != 4 or not isinstance(raw.get("nbformat_minor"), int):
            raise Unreadable("it is not a notebook of format 4")
        if not isinstance(raw.get("cells"), list) or len(raw["cells"]) > MAX_CELLS:
            raise Unreadable(f"it has no cells, or more than {MAX_CELLS:,}")
        version = {"version": 4, "version_minor": raw["nbformat_minor"]}
        for error in iter_validate(raw, relax_add_props=True, **version):
            raise Unreadable(f"it is not a valid notebook: {str(error)[:200]}")
        notebook: NotebookNode = nbformat.v4.nbjson.JSONReader().to_notebook(raw)
        json.dumps(notebook, ensure_ascii=False).encode()  # half a surrogate pair cannot
        return notebook
    except Unreadable:
        raise
    # Whatever a student's file provokes in a library means the same.
    except Exception as error:
        raise Unreadable("it is not a valid notebook") from error


def _parse(data: bytes, most: int) -> dict[str, Any]:
    """Return the JSON object in `data`; what would cost too much is refused before it is read."""
    if len(data) > most:
        raise Unreadable(f"it is larger than {most // 1_000_000} MB")
    if data.count(b"[") + data.count(b"{") > _MAX_BRACKETS or data.count(b",") > _MAX_COMMAS:
        raise Unreadable("it has too many parts")
    try:
        raw = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError as error:
        raise Unreadable("its lists are nested too deeply") from error
    except ValueError as error:
        raise Unreadable("it is not JSON") from error
    if too_deep(raw):
        raise Unreadable("its lists are nested too deeply")
    if not isinstance(raw, dict):
        raise Unreadable("it is not a notebook")
    return raw


def _no_constant(name: str) -> None:
    """Refuse NaN and its like, which are no JSON."""
    raise ValueError(name)


def too_deep(value: Any) -> bool:
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
