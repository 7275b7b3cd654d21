"""The table of the simulated merges. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from bench.record import Merging
from bench.report import NOT_MEASURED

# As the simulation names the ways, and as people do.
WAYS = {"ours": "this hub's labsync", "nbgitpuller": "nbgitpuller 1.3.0", "nbdime": "nbdime 4.0.4"}
ROWS = (
    ("edits", "Student's cells kept as written (%)", "100"),
    ("results", "Student's results kept (%)", "100"),
    ("valid", "Valid notebooks (%)", "100"),
    ("in_place", "Instructor's change in its place (%)", ""),
    (
        "offered",
        "Instructor's change delivered: in its place, or shown below the student's (%)",
        "",
    ),
    ("reported", "Not delivered, but reported (%)", ""),
    ("silent", "Silently lost (%)", "0"),
)
HEAD = ("", *WAYS.values(), "aim")

INTRODUCTION = """\
Made-up classes: a notebook of 16 cells, something an instructor changed (code, text, a cell's type,
a new or removed cell, outputs committed too) and what a student had made of it meanwhile (ran
nothing, half or all; edited, inserted, deleted, moved or split cells, often in the same place). All
three ways get the same bytes. nbdime merges with the student's side preferred, as nbgitpuller does.
"""


def share(count: int, merges: int) -> str:
    """Return a percentage that never looks better than it is: 100 and 0 are said when exact.

    >>> share(2519, 2520), share(2520, 2520), share(1, 2520)
    ('99.9', '100', '0.1')
    """
    if count in (0, merges):
        return "100" if count else "0"
    return f"{min(99.9, max(0.1, 100 * count / merges)):.1f}"


def table(merging: Merging | None) -> list[Sequence[str]]:
    """Return the table, its head first; "not measured" where nothing was."""
    rows: list[Sequence[str]] = [HEAD]
    merges = str(merging.merges) if merging else NOT_MEASURED
    rows.append(("Merges", *(merges for _ in WAYS), "at least 2000"))
    for key, text, aim in ROWS:
        rows.append((text, *(_field(merging, way, key) for way in WAYS), aim))
    return rows


def _field(merging: Merging | None, way: str, key: str) -> str:
    counts = merging.ways.get(way) if merging else None
    if merging is None or counts is None:
        return NOT_MEASURED
    return share(counts[key], merging.merges)
