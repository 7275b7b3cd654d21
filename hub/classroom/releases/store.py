"""Full releases, solutions included: numbered, never changed, and never in a student's reach."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from classroom.errors import ClassroomError
from classroom.releases.check import INSTRUCTOR, STUDENT, weeks_of
from classroom.releases.sources import Kind
from labs.build.numbered import Numbered, add, alone, name_of, numbers

RECORD = "release.json"


@dataclass(frozen=True)
class Release:
    """One release, as its record tells.

    Attributes:
        number: counts up by one.
        digest: of all files.
        kind, source: where it comes from, for programs and in words.
        made_at: UTC.
        by: who made it.
        weeks: what it has.
        files: name in the students' tree -> SHA-256.
        warnings: what was odd about it, one sentence each.
    """

    number: int
    digest: str
    kind: Kind
    source: str
    made_at: datetime
    by: str
    weeks: tuple[int, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """Who makes a release, of what, and when."""

    kind: Kind
    source: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Store:
    """The folder of all full releases: `NNNN/{student,instructor,release.json}`."""

    folder: Path

    def add(self, made: Made, fill: Callable[[Path], list[str]]) -> Numbered:
        """Let `fill` write a release, and keep it unless the newest of that source equals it.

        Args:
            made: what the record says of it.
            fill: writes `student/` and `instructor/` into the empty folder it is given, checks
                them, and returns warnings; when it raises, nothing changes.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        warnings: list[str] = []
        with alone(self.folder):
            newest = self.newest(made.kind, made.source)

            def same(digest: str) -> int | None:
                return newest.number if newest and newest.digest == digest else None

            def finish(tree: Path, added: Numbered) -> None:
                release = _release(tree, added, made, warnings)
                words = json.dumps(_to_json(release), indent=1, sort_keys=True)
                (tree / RECORD).write_text(words + "\n", encoding="utf-8")

            return add(self.folder, lambda tree: warnings.extend(fill(tree)), finish, same)

    def get(self, number: int) -> Release:
        """Return a release.

        Raises:
            ClassroomError: `no-such-release`, `release-broken`.
        """
        if number not in numbers(self.folder):
            raise ClassroomError("no-such-release", f"There is no release {number}.", 404)
        try:
            text = (self.folder / name_of(number) / RECORD).read_text(encoding="utf-8")
            return _from_json(json.loads(text))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ClassroomError(
                "release-broken",
                f"The record of release {number} cannot be read. Restore it from a backup.",
                500,
            ) from error

    def all(self) -> list[Release]:
        """Return all releases that can be read, the newest first."""
        return [one for one in map(self._readable, reversed(numbers(self.folder))) if one]

    def newest(self, kind: Kind, source: str) -> Release | None:
        """Return the newest release from a source."""
        return next((one for one in self.all() if (one.kind, one.source) == (kind, source)), None)

    def path(self, number: int) -> Path:
        """Return the folder of a release."""
        return self.folder / name_of(number)

    def student(self, number: int) -> Path:
        """Return the tree that students get of it."""
        return self.path(number) / STUDENT

    def instructor(self, number: int) -> Path:
        """Return the tree with solutions, hidden tests and lists of points."""
        return self.path(number) / INSTRUCTOR

    def _readable(self, number: int) -> Release | None:
        try:
            return self.get(number)
        except ClassroomError:
            return None


def _release(tree: Path, added: Numbered, made: Made, warnings: list[str]) -> Release:
    student = tree / STUDENT
    files = {
        path.relative_to(student).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(student.rglob("*"))
        if path.is_file()
    }
    return Release(
        number=added.number,
        digest=added.digest,
        kind=made.kind,
        source=made.source,
        made_at=made.at,
        by=made.by,
        weeks=tuple(weeks_of(student)),
        files=files,
        warnings=tuple(warnings),
    )


def _to_json(release: Release) -> dict[str, Any]:
    return {**asdict(release), "made_at": release.made_at.isoformat()}


def _from_json(found: dict[str, Any]) -> Release:
    return Release(
        number=int(found["number"]),
        digest=str(found["digest"]),
        kind=Kind(found["kind"]),
        source=str(found["source"]),
        made_at=datetime.fromisoformat(found["made_at"]),
        by=str(found["by"]),
        weeks=tuple(int(week) for week in found["weeks"]),
        files={str(name): str(digest) for name, digest in found["files"].items()},
        warnings=tuple(str(one) for one in found["warnings"]),
    )
