"""Is everything there, and was everything told? The same questions to every way of merging."""

from __future__ import annotations

import json
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import nbformat

from tests.labsync.books import Book, looks, printed
from tests.labsync.lesson import offers
from tests.labsync.simulation.case import Case
from tests.labsync.simulation.course import COURSE
from tests.labsync.simulation.students import STUDENTS


@dataclass(frozen=True)
class Answer:
    """What a way of merging made of a case: the file's bytes, and cells it named in a report."""

    data: bytes
    named: frozenset[str] = frozenset()
    error: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of one case."""

    edits: bool
    results: bool
    valid: bool
    in_place: bool
    offered: bool
    told: bool

    @property
    def reported(self) -> bool:
        """Return whether the course's change is not there, and told of."""
        return self.told and not (self.in_place or self.offered)

    @property
    def silent(self) -> bool:
        """Return whether the course's change is neither there nor told of."""
        return not (self.in_place or self.offered or self.told)


def verdict(case: Case, answer: Answer) -> Verdict:
    """Return what came of a case."""
    try:
        notebook: Book = json.loads(answer.data)
        there = looks(notebook)
        shown = "\n".join("".join(cell["source"]) for cell in offers(notebook))
        outputs = printed(notebook)
    except (ValueError, KeyError, TypeError):  # nobody can open it
        return Verdict(False, False, False, False, False, False)
    texts = [source for _, source in there]
    was = case.base["cells"][case.focus]
    if case.news:
        in_place = all(one in there for one in case.news)
        offered = all(one in there or one[1] in shown for one in case.news)
    else:  # the course has removed a cell
        in_place = offered = (was["cell_type"], was["source"]) not in there
    return Verdict(
        edits=all(source in texts for source in case.written),
        results=all(one in outputs for one in case.results),
        valid=is_valid(notebook),
        in_place=in_place,
        offered=offered,
        told=case.is_told(answer.named),
    )


def is_valid(notebook: Book) -> bool:
    """Say whether Jupyter has nothing to object to."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            nbformat.validate(nbformat.from_dict(notebook))
    except Exception:
        return False
    return True


@dataclass
class Score:
    """Counts over many cases."""

    cases: int = 0
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, one: Verdict) -> None:
        self.cases += 1
        for key in FIGURES:
            self.sums[key] += bool(getattr(one, key))

    def share(self, key: str) -> str:
        return f"{self.sums[key]}/{self.cases}"


Found = dict[str, Verdict]
"""Verdicts by the cases' names."""


def score(cases: Iterable[Case], found: Found) -> Score:
    """Return the counts over some cases."""
    total = Score()
    for case in cases:
        total.add(found[case.name])
    return total


FIGURES = {
    "valid": "valid notebook",
    "edits": "student's cells as written",
    "results": "student's results kept",
    "in_place": "course's change in place",
    "offered": "in place or shown",
    "reported": "not there, but told",
    "silent": "neither there nor told",
}


def table(cases: Sequence[Case], ways: Mapping[str, Found]) -> str:
    """Return the figures for the terminal: over all cases, then silence by setting."""
    head = [f"{len(cases)} merges", *ways]
    totals = {way: score(cases, found) for way, found in ways.items()}
    whole = [
        [said, *(total.share(key) for total in totals.values())] for key, said in FIGURES.items()
    ]
    students = [one.__name__ for one in STUDENTS]
    detail = [["neither there nor told", "", *students]]
    for change in (one.__name__ for one in COURSE):
        for way, found in ways.items():
            row = [[c for c in cases if (c.course, c.student) == (change, s)] for s in students]
            detail.append([change, way, *(score(part, found).share("silent") for part in row)])
    return f"{aligned([head, *whole])}\n\n{aligned(detail)}"


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of fields in columns."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(field.ljust(width) for field, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
