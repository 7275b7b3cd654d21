"""What a course consists of, as a table: week by week, files, notebooks and minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labs.build.frontmatter import split_front_matter
from labs.build.sources import Kind, Source
from labs.build.text import read_text

TOP = "all weeks"
"""The row of what belongs to no week."""
_HEAD = ("", "files", "notebooks", "minutes")


@dataclass(frozen=True)
class Row:
    """The figures of one week; `minutes` as its lectures, lab and assignment state them."""

    name: str
    files: int
    notebooks: int
    minutes: int


def summarise(sources: Iterable[Source]) -> list[Row]:
    """Return a row for each week, one for what belongs to none, and the sum."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(group_of(source), []).append(source)
    names = [*sorted((name for name in groups if name != TOP), key=_number), TOP]
    rows = [_row(name, groups[name]) for name in names if name in groups]
    total = Row(
        "together",
        sum(row.files for row in rows),
        sum(row.notebooks for row in rows),
        sum(row.minutes for row in rows),
    )
    return [*rows, total]


def group_of(source: Source) -> str:
    """Return the week that a file belongs to, or TOP."""
    first = source.target.parts[0]
    return first if first.startswith("week") else TOP


def table(rows: Sequence[Row]) -> list[str]:
    """Return the lines of the table."""
    cells = [_HEAD, *((row.name, row.files, row.notebooks, row.minutes or "") for row in rows)]
    return [f"{name:<12}{files:>6}{books:>11}{minutes:>9}" for name, files, books, minutes in cells]


def _number(name: str) -> int:
    return int(name.removeprefix("week"))


def _row(name: str, sources: Sequence[Source]) -> Row:
    notebooks = sum(source.kind in (Kind.NOTEBOOK, Kind.QUIZ) for source in sources)
    return Row(name, len(sources), notebooks, sum(_minutes(source) for source in sources))


def _minutes(source: Source) -> int:
    """Return the minutes that a lesson states, 0 for what is none."""
    if source.kind not in (Kind.NOTEBOOK, Kind.PROSE):
        return 0
    facts, _ = split_front_matter(read_text(source.path), source.path)
    return int(facts.get("minutes", 0))
