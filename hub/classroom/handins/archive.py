"""Everybody's newest hand-in as one archive, which any system can unpack."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from classroom import ledger
from classroom.errors import ClassroomError
from classroom.handins.names import name_elsewhere
from classroom.handins.shelf import read
from classroom.handins.tables import HandIn

PREFIX, SUFFIX = "archive-", ".zip"
_FILE_MODE = 0o100644 << 16  # a plain file that nobody can start by accident
DAMAGED = "DAMAGED.txt"
"""Beside the students' folders of a week: whose hand-ins are missing, and why."""


@dataclass(frozen=True)
class Archive:
    """An archive that was written.

    Attributes:
        path: where it lies.
        damaged: the hand-ins that are not in it, since they are not what was handed in.
    """

    path: Path
    damaged: tuple[HandIn, ...] = ()


def write_archive(handins: Path, chosen: Sequence[HandIn], folder: Path) -> Archive:
    """Write the archive into `folder`, a hand-in at a time.

    A damaged hand-in keeps nobody else's back: it is left out, and `DAMAGED.txt` says so.
    Whoever asked for the archive removes it when it was sent. Nothing is left of one that fails.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=folder)
    try:
        with (
            os.fdopen(opened, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            damaged = _fill(archive, handins, chosen)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Archive(Path(name), damaged)


def _fill(archive: zipfile.ZipFile, handins: Path, chosen: Sequence[HandIn]) -> tuple[HandIn, ...]:
    """Add every hand-in that is whole, then a note about the others, and return those."""
    damaged: dict[HandIn, str] = {}
    for handin in chosen:
        try:
            # Read as a whole first: half of a hand-in would look like all of it.
            files = {str(one["path"]): read(handins, handin, one["path"]) for one in handin.files}
        except ClassroomError as error:
            damaged[handin] = f"{handin.user}: {error.message}"
        else:
            _add(archive, handin, files)
    for week in sorted({one.week for one in damaged}):
        lines = [words for one, words in damaged.items() if one.week == week]
        archive.writestr(_entry(f"week{week}/{DAMAGED}", ledger.now()), "\n".join([*lines, ""]))
    return tuple(damaged)


def _add(archive: zipfile.ZipFile, handin: HandIn, files: dict[str, bytes]) -> None:
    """Add one hand-in as `weekN/<user>/...`."""
    taken: set[str] = set()
    for name, data in files.items():
        path = _free(name_elsewhere(name), taken)
        archive.writestr(_entry(f"week{handin.week}/{handin.user}/{path}", handin.at), data)


def _entry(path: str, at: datetime) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(path, at.timetuple()[:6])
    about.external_attr, about.compress_type = _FILE_MODE, zipfile.ZIP_DEFLATED
    return about


def _free(path: str, taken: set[str]) -> str:
    """Return `path`, or one like it: systems that ignore case would lose one of `A.md`, `a.md`."""
    folder, slash, name = path.rpartition("/")
    number, free = 1, path
    while free.lower() in taken:
        number += 1
        free = f"{folder}{slash}{number}-{name}"
    taken.add(free.lower())
    return free
