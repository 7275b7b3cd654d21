"""What lies in the publications, as far as pushes need to know. Reads files only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from classroom.layout import ClassroomLayout
from classroom.releases.limits import week_of
from classroom.releases.withdrawal import read_record
from labs.build.numbered import name_of
from labs.build.release import current_release


@dataclass(frozen=True)
class Published:
    """The publications in the state folder."""

    layout: ClassroomLayout

    def folder(self, number: int) -> Path:
        """Return the folder of a publication."""
        return self.layout.course / "releases" / name_of(number)

    @property
    def current(self) -> int | None:
        """The number of what students see as `~/course`."""
        return current_release(self.layout.course)

    def releases(self, number: int) -> dict[int, int]:
        """Return week -> release of a publication, empty for one that does not say."""
        weeks = read_record(self.folder(number)).get("weeks")
        named = weeks.items() if isinstance(weeks, dict) else ()
        return {int(week): int(release) for week, release in named}

    def current_weeks(self) -> dict[int, int]:
        """Return week -> the current publication, of the weeks that it has."""
        number = self.current
        if number is None:
            return {}
        names = (path.name for path in self.folder(number).iterdir() if path.is_dir())
        weeks = (week_of(name) for name in names)
        return {week: number for week in weeks if week is not None}

    def can_be_read(self, places: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return those (publication, week) that lie there."""
        wanted = set(places)
        return {
            (number, week)
            for number, week in wanted
            if (self.folder(number) / f"week{week}").is_dir()
        }
