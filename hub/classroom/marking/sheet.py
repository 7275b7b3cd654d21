"""One hand-in's marks as they stand: who gave what, what counts, what is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classroom.marking.tables import FIRST, SECOND, TESTS, Mark, Marker
from labs.marking.rubric import Rubric, Task


@dataclass(frozen=True)
class Line:
    """One task and its marks; each is None where nobody gave one.

    Attributes:
        tests: what the tests gave.
        first: of the first marker; for a task of the tests it takes the place of theirs.
        second: of the second marker.
    """

    task: Task
    tests: Mark | None = None
    first: Mark | None = None
    second: Mark | None = None

    @property
    def final(self) -> float | None:
        """The points that count: the first marker's, until both agree, and then both's."""
        mark = self.first or self.tests
        return None if mark is None else mark.points

    @property
    def differs(self) -> bool:
        """Tell whether the second marker gave something else than what counts."""
        return self.second is not None and self.second.points != self.final


@dataclass(frozen=True)
class Sheet:
    """All tasks of one hand-in.

    Attributes:
        markers: place -> who.
        comments: place -> what they write about the whole.
    """

    lines: tuple[Line, ...]
    markers: Mapping[int, str]
    comments: Mapping[int, str]

    @property
    def total(self) -> float:
        """The points so far."""
        return sum(line.final or 0.0 for line in self.lines)

    @property
    def missing(self) -> list[str]:
        """The tasks without a mark."""
        return [line.task.id for line in self.lines if line.final is None]

    @property
    def differences(self) -> list[str]:
        """The tasks about which the markers do not agree."""
        return [line.task.id for line in self.lines if line.differs]

    def place_of(self, who: str) -> int | None:
        """Return which marker somebody is, or would be; None when both places are taken."""
        for place, name in self.markers.items():
            if name == who:
                return place
        return next((place for place in (FIRST, SECOND) if place not in self.markers), None)

    def is_done_by(self, who: str) -> bool:
        """Tell whether somebody has marked all that people mark."""
        place = self.place_of(who) if who in self.markers.values() else None
        return place is not None and not self._open(place)

    def waits_for(self, who: str, *, second: bool = False) -> bool:
        """Tell whether a hand-in is one for somebody to mark next.

        First markers look for what nobody has marked to the end, second ones for what another has.
        """
        if second:
            others = self.markers.get(FIRST) not in (None, who) and not self._open(FIRST)
            return others and self.place_of(who) == SECOND and bool(self._open(SECOND))
        return self.markers.get(FIRST) in (None, who) and bool(self._open(FIRST))

    def _open(self, place: int) -> list[str]:
        written = (line for line in self.lines if not line.task.automatic)
        marks = ((line.task.id, line.first if place == FIRST else line.second) for line in written)
        return [name for name, mark in marks if mark is None]


def fits(task: Task, mark: Mark) -> bool:
    """Tell whether a mark is one of this task's: a later release may ask for something else."""
    people = mark.marker != TESTS
    return 0 <= mark.points <= task.points and (
        not people or len(mark.criteria) == len(task.criteria)
    )


def sheet_of(rubric: Rubric, marks: Iterable[Mark], markers: Iterable[Marker]) -> Sheet:
    """Put the marks of one hand-in in the rubric's order; what no longer fits is left out."""
    seats = {one.place: one for one in markers}
    names = {place: one.who for place, one in seats.items()}
    known = {task.id: task for task in rubric.tasks}
    by = {
        (mark.task, mark.marker): mark
        for mark in marks
        if mark.task in known and fits(known[mark.task], mark)
    }
    lines = tuple(
        Line(
            task,
            by.get((task.id, TESTS)),
            by.get((task.id, names[FIRST])) if FIRST in names else None,
            by.get((task.id, names[SECOND])) if SECOND in names else None,
        )
        for task in rubric.tasks
    )
    return Sheet(lines, names, {place: one.comment for place, one in seats.items()})
