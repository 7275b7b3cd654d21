"""Numbered folders: each made beside, written to the disk, then put in place by one rename."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from labs.build.tree import digest_of

_DIGITS = 4
_NUMBER = re.compile(r"\d{4,}")  # not 0001.bak, which somebody may put beside it
DRAFT = ".incoming-"
"""How the names of folders begin that are being made, or whose making was killed."""


@dataclass(frozen=True)
class Numbered:
    """What came of adding a folder: its number, and whether anything is new."""

    number: int
    changed: bool
    digest: str

    @property
    def name(self) -> str:
        """Return the folder's name, such as `0001`."""
        return name_of(self.number)


def name_of(number: int) -> str:
    """Return the folder name of a number.

    >>> name_of(7)
    '0007'
    """
    return f"{number:0{_DIGITS}d}"


def number_of(name: str) -> int | None:
    """Return the number that a folder's name says, None when it says none."""
    return int(name) if _NUMBER.fullmatch(name) else None


def numbers(folder: Path) -> list[int]:
    """Return the numbers that are taken, the smallest first; none where there is no folder."""
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(number for name in names if (number := number_of(name)) is not None)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, so that two who add at once get two numbers.

    The lock is a file that only its owner may open: who can open it can hold it for ever, and
    students can see the folder.
    """
    fd = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(fd, 0o600)
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def add(
    folder: Path,
    fill: Callable[[Path], object],
    finish: Callable[[Path, Numbered], object],
    same: Callable[[str], int | None] = lambda digest: None,
) -> Numbered:
    """Let `fill` write a tree, and give it the next number. The caller holds the lock.

    Whoever looks sees the whole folder or none, also after a crash; nothing that is in place is
    ever written to. What a killed run left behind is removed.

    Args:
        folder: holds the numbered folders.
        fill: writes the tree into the empty folder it is given; when it raises, nothing changes.
        finish: writes what has to know number and digest.
        same: the number that has this digest already; then nothing is added.
    """
    for left in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)
    beside = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))
    try:
        fill(beside)
        digest = digest_of(beside)
        known = same(digest)
        if known is not None:
            return Numbered(known, changed=False, digest=digest)
        added = Numbered(max(numbers(folder), default=0) + 1, changed=True, digest=digest)
        finish(beside, added)
        _settle(beside)
        beside.rename(folder / added.name)
        sync(folder)
        return added
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _settle(tree: Path) -> None:
    """Let everybody read, as `mkdtemp` does not, and have the disk keep all of it."""
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        sync(path)


def sync(path: Path) -> None:
    """Return when the disk has the file, or the folder's list of names."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def point(link: Path, target: Path) -> None:
    """Move a link in one step: a link cannot be changed, but another can be renamed over it."""
    fresh = link.with_name(f".{link.name}-new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
    sync(link.parent)
