"""Figures and tables as people read them. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


def size(number: float) -> str:
    """Return bytes in a unit that fits.

    >>> size(21 * 2**20)
    '21 MiB'
    """
    for unit in ("B", "KiB", "MiB", "GiB"):
        if number < 1024:
            return f"{number:.0f} {unit}" if number >= 10 or unit == "B" else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} TiB"


def duration(seconds: float) -> str:
    """Return a time span in its two largest units.

    >>> duration(3700)
    '1 h 1 min'
    """
    whole = int(seconds)
    for length, unit, next_length, next_unit in (
        (86400, "d", 3600, "h"),
        (3600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if whole >= length:
            return f"{whole // length} {unit} {whole % length // next_length} {next_unit}"
    return f"{whole} s"


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago `moment` was, "-" if there is none."""
    return duration((now - moment).total_seconds()) if moment else "-"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows in aligned columns under `head`."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
