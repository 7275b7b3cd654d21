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
    """Return what a week is marked by.

    Raises:
        ClassroomError: `no-such-week`.
    """
    release = published(layout.course).get(week)
    if release is None:
        raise ClassroomError(
            "no-such-week", f"There is no week {week} to mark: students do not have it.", 404
        )
    root = layout.releases / f"{release:04d}"
    return Material(week, release, root / f"student/week{week}", root / f"instructor/week{week}")
