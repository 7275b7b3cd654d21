"""What a hand-in is marked by: rubric, tests and files of the release that students have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from classroom.errors import ClassroomError
from classroom.handins.parcel import NOTEBOOK
from classroom.layout import ClassroomLayout
from classroom.releases.withdrawal import read_record
from labs.build.numbered import name_of, numbers
from labs.marking.errors import MarkingError
from labs.marking.rubric import Rubric, read_rubrics

PART = "assignment"


@dataclass(frozen=True)
class Material:
    """One week of a release.

    Attributes:
        release: its number.
        student: the week's folder as students get it.
        instructor: the same with solutions, hidden tests and rubric.
    """

    week: int
    release: int
    student: Path
    instructor: Path

    @property
    def is_complete(self) -> bool:
        """Whether it has all that marking needs, in a form that can be read."""
        try:
            self.rubric()
            self.source()
        except ClassroomError:
            return False
        return True

    def rubric(self) -> Rubric:
        """Return the assignment's rubric.

        Raises:
            ClassroomError: `no-rubric`.
        """
        try:
            return read_rubrics(self.instructor / "rubric.yml")[PART]
        except (OSError, KeyError, MarkingError) as error:
            raise ClassroomError(
                "no-rubric",
                f"Release {self.release} has no rubric.yml for the assignment of week "
                f"{self.week} that can be read. Make a release with one and publish it.",
                409,
            ) from error

    def source(self) -> NotebookNode:
        """Return the instructors' assignment, hidden tests included.

        Raises:
            ClassroomError: `no-assignment`.
        """
        return self._notebook(self.instructor)

    def as_given(self) -> NotebookNode:
        """Return the assignment as students got it.

        Raises:
            ClassroomError: `no-assignment`.
        """
        return self._notebook(self.student)

    def own(self, files: Iterable[Mapping[str, Any]]) -> list[str]:
        """Return which files of a hand-in are not just as students got them."""
        return [str(one["path"]) for one in files if not self._is_as_given(one)]

    def _is_as_given(self, one: Mapping[str, Any]) -> bool:
        try:
            data = (self.student / str(one["path"])).read_bytes()
        except OSError:
            return False
        return hashlib.sha256(data).hexdigest() == str(one["sha256"])

    def _notebook(self, folder: Path) -> NotebookNode:
        try:
            found: NotebookNode = nbformat.read(folder / NOTEBOOK, as_version=4)
            return found
        except (OSError, ValueError) as error:
            raise ClassroomError(
                "no-assignment",
                f"Week {self.week} has no {NOTEBOOK} in release {self.release}: there is "
                "nothing to mark.",
                409,
            ) from error


def published(course: Path) -> dict[int, int]:
    """Return week -> release of what students have now; nothing before the first publication."""
    weeks = read_record(course / "current").get("weeks")
    return {int(week): int(one) for week, one in weeks.items()} if isinstance(weeks, dict) else {}


def material_of(layout: ClassroomLayout, week: int) -> Material:
    """Return what a week is marked by: the release that students see, if it says how to mark.

    Else the newest earlier one that does: a week that somebody pushed without a rubric to their
    own students must not keep all others from being marked.

    Raises:
        ClassroomError: `no-such-week`.
    """
    release = published(layout.course).get(week)
    if release is None:
        raise ClassroomError(
            "no-such-week", f"There is no week {week} to mark: students do not have it.", 404
        )
    earlier = sorted((n for n in numbers(layout.releases) if n < release), reverse=True)
    found = [_material(layout, week, number) for number in (release, *earlier)]
    return next((one for one in found if one.is_complete), found[0])


def _material(layout: ClassroomLayout, week: int, release: int) -> Material:
    root = layout.releases / name_of(release)
    return Material(week, release, root / f"student/week{week}", root / f"instructor/week{week}")
