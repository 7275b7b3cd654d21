"""Everybody's newest hand-in as one archive, which any system can unpack."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from classroom.handins.names import name_elsewhere
from classroom.handins.shelf import read
from classroom.handins.tables import HandIn

_FILE_MODE = 0o100644 << 16  # a plain file that nobody can start by accident


def write_archive(handins: Path, chosen: Sequence[HandIn], folder: Path) -> Path:
    """Write the archive into `folder`, a file at a time, and return its path.

    Whoever asked for it removes it when it was sent.

    Raises:
        ClassroomError: `handin-damaged`; nothing is left then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened, name = tempfile.mkstemp(prefix="archive-", suffix=".zip", dir=folder)
    try:
        with (
            os.fdopen(opened, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for handin in chosen:
                _add(archive, handins, handin)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _add(archive: zipfile.ZipFile, handins: Path, handin: HandIn) -> None:
    """Add one hand-in as `weekN/<user>/...`."""
    taken: set[str] = set()
    for one in handin.files:
        path = _free(name_elsewhere(one["path"]), taken)
        about = zipfile.ZipInfo(
            f"week{handin.week}/{handin.user}/{path}", handin.at.timetuple()[:6]
        )
        about.external_attr, about.compress_type = _FILE_MODE, zipfile.ZIP_DEFLATED
        archive.writestr(about, read(handins, handin, one["path"]))


def _free(path: str, taken: set[str]) -> str:
    """Return `path`, or one like it: systems that ignore case would lose one of `A.md`, `a.md`."""
    folder, slash, name = path.rpartition("/")
    number, free = 1, path
    while free.lower() in taken:
        number += 1
        free = f"{folder}{slash}{number}-{name}"
    taken.add(free.lower())
    return free
