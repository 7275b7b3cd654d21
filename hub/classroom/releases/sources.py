"""What a release may be made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.layout import ClassroomLayout
from classroom.releases.url import check_ref, check_url

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
FETCH = "fetch"
"""The kind of job, with which the names of their folders begin."""
_JOB = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


class Kind(StrEnum):
    """Where a source comes from."""

    COURSE = "course"
    FOLDER = "folder"
    GIT = "git"


@dataclass(frozen=True)
class Source:
    """A folder to make a release of.

    Attributes:
        kind: where it comes from.
        folder: holds `labs/` and `content/`, or `weekN/`. Nobody vouches for what is in it.
        words: says the same to people; releases with the same words follow each other.
    """

    kind: Kind
    folder: Path
    words: str


def course(folder: Path) -> Source:
    """Return the course of this repository, which the image and the deployment bring along."""
    return Source(Kind.COURSE, folder, "the course of this hub")


def names(layout: ClassroomLayout) -> list[str]:
    """Return the folders that the admin offers."""
    if not layout.sources.is_dir():
        return []
    every = [path for path in layout.sources.iterdir() if path.is_dir() and not path.is_symlink()]
    return sorted(path.name for path in every if _FOLDER.fullmatch(path.name))


def folder(layout: ClassroomLayout, name: str) -> Source:
    """Return a folder that the admin offers.

    Raises:
        ClassroomError: `no-such-source`.
    """
    if name not in names(layout):
        offered = ", ".join(names(layout)) or "none"
        raise ClassroomError("no-such-source", f"No such folder. Offered are: {offered}.", 404)
    return Source(Kind.FOLDER, layout.sources / name, f"folder {name}")


def git(layout: ClassroomLayout, job: str, url: str, ref: str) -> Source:
    """Return what a confined container has fetched into the folder of its job.

    Raises:
        ClassroomError: `bad-source-url`, `bad-source-ref`, `no-such-source`.
    """
    check_url(url)
    check_ref(ref)
    place = layout.jobs / job / "out"
    if not _JOB.fullmatch(job) or not place.is_dir() or place.is_symlink():
        raise ClassroomError("no-such-source", "Nothing was fetched. Try it again.", 404)
    return Source(Kind.GIT, place, f"git {url} {ref}")
