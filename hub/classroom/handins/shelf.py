"""Where hand-ins lie: `weekN/<user>/NNNN/`, written once and never again."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.handins.names import check_name
from classroom.handins.parcel import Parcel
from classroom.handins.tables import HandIn
from labs.build.numbered import DRAFT

_USER = re.compile(r"[a-z0-9][a-z0-9_.@-]{0,63}")
_NUMBER = re.compile(r"\d{4,}")


def folder_of(handins: Path, week: int, user: str) -> Path:
    """Return the folder of a student's hand-ins of a week.

    Raises:
        ClassroomError: `no-such-user` for a name that is no folder's name.
    """
    if not _USER.fullmatch(user):
        raise ClassroomError("no-such-user", "There is no such user.", 404)
    return handins / f"week{week}" / user


@contextmanager
def alone_with(handins: Path, week: int, user: str) -> Iterator[None]:
    """Hold the lock of a student's folder: no other hand-in of theirs comes in meanwhile.

    Raises:
        ClassroomError: `no-such-user`, or `handin-not-kept` when the disk takes no folder.
    """
    own = folder_of(handins, week, user)
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(own, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _not_kept() from error
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def store(handins: Path, week: int, user: str, parcel: Parcel, last: int = 0) -> int:
    """Write a parcel beside, make sure that it is on the disk, put it in place; return its number.

    Args:
        handins: the shelf.
        week: of the course.
        user: whose it is.
        parcel: what is kept.
        last: the last number that the ledger knows.

    Raises:
        ClassroomError: `handin-not-kept` when the disk does not take it; nothing is left.
    """
    own = folder_of(handins, week, user)
    draft = None
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=own))
        _write(draft, parcel.files)
        number = _put(draft, own, last)
        _sync(own)
        return number
    except OSError as error:
        if draft is not None:
            _discard(draft)
        raise _not_kept() from error


def _not_kept() -> ClassroomError:
    return ClassroomError(
        "handin-not-kept",
        "Nothing was handed in: the hub's disk did not take it. Tell your instructor.",
        507,
    )


def read(handins: Path, handin: HandIn, name: str) -> bytes:
    """Return a file of a hand-in, and make sure that it is what was handed in.

    Raises:
        ClassroomError: `no-such-file`, or `handin-damaged` when it is not.
    """
    known = {str(one["path"]): str(one["sha256"]) for one in handin.files}
    if name not in known:
        raise ClassroomError("no-such-file", "This hand-in has no such file.", 404)
    place = folder_of(handins, handin.week, handin.user) / f"{handin.number:04d}"
    try:
        opened = os.open(place / check_name(name), os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(opened, "rb") as file:
            data = file.read()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != known[name]:
        raise ClassroomError(
            "handin-damaged",
            # Without the student's name: whoever marks may have hidden it.
            f"week{handin.week}, number {handin.number}: {name} is not what was handed in. Ask the "
            "admin for the backup.",
            500,
        )
    return data


def hand_over(handins: Path, handin: HandIn, name: str) -> None:
    """Move a hand-in to another name, unless that was done; raises OSError when it cannot be."""
    number = f"{handin.number:04d}"
    source = folder_of(handins, handin.week, handin.user) / number
    target = folder_of(handins, handin.week, name) / number
    if target.exists() or not source.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.chmod(0o700)  # a folder that cannot be written cannot be moved either
    source.rename(target)
    target.chmod(0o500)
    _sync(target.parent)


def sweep(handins: Path) -> None:
    """Remove what a killed service left half written; called before anything is taken in."""
    for left in handins.glob(f"week*/*/{DRAFT}*"):
        _discard(left)


def _write(draft: Path, files: Mapping[str, bytes]) -> None:
    """Write files that nobody can change afterwards, and wait until the disk has them."""
    folders = {draft}
    for name, data in files.items():
        path = draft / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders.update(one for one in path.parents if one.is_relative_to(draft))
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o400)
            os.fsync(file.fileno())
    for folder in folders:
        _sync(folder)
        folder.chmod(0o500)


def _put(draft: Path, own: Path, last: int) -> int:
    """Give a draft the next number; a folder that is there, ledger or not, is never replaced."""
    taken = [int(one.name) for one in own.iterdir() if _NUMBER.fullmatch(one.name)]
    number = max([last, *taken]) + 1
    while True:
        try:
            draft.rename(own / f"{number:04d}")
            return number
        except OSError:
            if not (own / f"{number:04d}").exists():
                raise
            number += 1


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _discard(draft: Path) -> None:
    """Remove a draft, also one that is read-only already."""
    with suppress(OSError):
        for folder in (draft, *draft.rglob("*")):
            if folder.is_dir() and not folder.is_symlink():
                folder.chmod(0o700)
    shutil.rmtree(draft, ignore_errors=True)
