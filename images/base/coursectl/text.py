"""Words for a terminal: names that cannot steer it, tables of 80 columns. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

WIDTH = 80
_LONGEST = 2000  # characters of one value that are shown
_COLUMN = 30  # characters of every column but the last
_GAP = "  "


def clean(value: object) -> str:
    """Return a value as one line that no terminal obeys: what came from others may hold anything.

    >>> clean("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{clean(key)} {clean(one)}" for key, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(clean(one) for one in value)
    text = str(value)
    shown = text[:_LONGEST] + ("…" if len(text) > _LONGEST else "")
    return "".join(one if one.isprintable() else _escaped(one) for one in shown)


def _escaped(character: str) -> str:
    return " " if character in "\n\t" else character.encode("unicode_escape").decode("ascii")


def moment(value: object) -> str:
    """Return a time as the service tells it, to the minute; anything else as it is.

    >>> moment("2026-03-02T09:00:12+01:00")
    '2026-03-02 09:00+01:00'
    """
    try:
        return datetime.fromisoformat(str(value)).isoformat(" ", "minutes")
    except ValueError:
        return clean(value)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], width: int = WIDTH) -> str:
    """Return a table; what does not fit goes on below, in the last column alone."""
    cells = [[clean(cell) for cell in row] for row in rows]
    sizes = [
        min(_COLUMN, max(len(line[n]) for line in [list(columns), *cells]))
        for n in range(len(columns) - 1)
    ]
    lines = [_line(columns, sizes, width)] + [_line(row, sizes, width) for row in cells]
    return "\n".join(lines)


def _line(cells: Sequence[str], sizes: Sequence[int], width: int) -> str:
    front = _GAP.join(_fitted(cell, size) for cell, size in zip(cells, sizes, strict=False))
    front += _GAP if sizes else ""
    room = max(width - len(front), 20)
    first, *more = textwrap.wrap(cells[-1], room, break_on_hyphens=False) or [""]
    indent = " " * len(front)
    return "\n".join([(front + first).rstrip(), *(indent + line for line in more)])


def _fitted(cell: str, size: int) -> str:
    return (cell if len(cell) <= size else cell[: size - 1] + "…").ljust(size)


def paragraph(text: str) -> str:
    """Return a sentence in lines that fit."""
    return textwrap.fill(clean(text), WIDTH, break_on_hyphens=False, break_long_words=False)


def count(number: int, one: str, more: str = "") -> str:
    """Return a number with its word.

    >>> count(1, "file"), count(2, "file")
    ('1 file', '2 files')
    """
    return f"{number} {one if number == 1 else more or one + 's'}"


def rows_of(answer: Any, key: str) -> list[dict[str, Any]]:
    """Return the list in an answer, which is the list itself or has it under `key`."""
    found = answer.get(key) if isinstance(answer, dict) else answer
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
