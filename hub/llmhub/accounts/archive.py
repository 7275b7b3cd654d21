"""A home as one compressed file, for those who leave and those who take their work along.

The hub is root and the home is written by its student, perhaps at this very moment: every file is
opened relative to its folder without following links, so that no link swapped in leads outside.
"""

from __future__ import annotations

import gzip
import os
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from llmhub.errors import LabError

LEVEL = 3  # of gzip: homes hold much that does not shrink, and the hub has better things to do
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Steady:
    """A file that gives exactly `size` bytes, whatever happens to it meanwhile."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file = file
        self.left = size

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, zeros where the file has become shorter."""
        wanted = self.left if size < 0 else min(size, self.left)
        self.left -= wanted
        return self.file.read(wanted).ljust(wanted, b"\0")


def file_name(name: str, uid: int, at: datetime) -> str:
    """Return what the archive of somebody's home is called.

    >>> file_name("ada", 20000, datetime(2026, 5, 4, 12, 30, 1))
    'ada-20000-20260504T123001.tar.gz'
    """
    return f"{name}-{uid}-{at:%Y%m%dT%H%M%S}.tar.gz"


def save(home: Path, target: Path) -> int:
    """Write `home` to `target` (mode 0600), check it and return the number of entries.

    Under its final name stands a complete archive or nothing. Raises LabError `archive-failed`.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = write(home, part)
        if count(part) != written:
            raise LabError("archive-failed", f"The archive of {home} cannot be read back.")
        part.rename(target)
        sync(target.parent)
    except (OSError, tarfile.TarError, EOFError) as error:
        raise LabError(
            "archive-failed", f"{home} could not be archived ({error}); nothing was removed."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return written


def write(home: Path, part: Path) -> int:
    """Write the compressed archive to the disk and return the number of entries."""
    entries = 0
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(
            fileobj=file, mode="w:gz", compresslevel=LEVEL, format=tarfile.PAX_FORMAT
        ) as tar:
            for path, folder, name in walk(home):
                entries += add(tar, path, folder, name)
        file.flush()
        os.fsync(file.fileno())
    return entries


def walk(home: Path) -> Iterator[tuple[str, int, str]]:
    """Yield path inside the archive, open folder and name of everything below `home`.

    Nothing where there is no home yet; OSError where something else stands in its place.
    """
    if not os.path.lexists(home):
        return
    os.close(os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))
    for root, folders, files, descriptor in os.fwalk(home, follow_symlinks=False, onerror=_fail):
        below = "home" / Path(root).relative_to(home)
        for name in sorted(folders + files):
            yield str(below / name), descriptor, name


def _fail(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def add(tar: tarfile.TarFile, path: str, folder: int, name: str) -> int:
    """Add one entry; 0 for what is no file, folder or link, or has just gone."""
    try:
        info = os.stat(name, dir_fd=folder, follow_symlinks=False)
        entry = describe(path, info)
        if stat.S_ISLNK(info.st_mode):
            entry.type, entry.linkname = tarfile.SYMTYPE, os.readlink(name, dir_fd=folder)
        elif stat.S_ISDIR(info.st_mode):
            entry.type = tarfile.DIRTYPE
        elif stat.S_ISREG(info.st_mode):
            return add_file(tar, path, folder, name)
        else:
            return 0
    except FileNotFoundError:
        return 0
    tar.addfile(entry)
    return 1


def add_file(tar: tarfile.TarFile, path: str, folder: int, name: str) -> int:
    """Add the contents of what is opened, not of what stood there a moment ago."""
    with opened(folder, name) as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            return 0
        entry = describe(path, info)
        entry.size = info.st_size
        tar.addfile(entry, Steady(file, info.st_size))
    return 1


@contextmanager
def opened(folder: int, name: str) -> Iterator[IO[bytes]]:
    """Open a file of an open folder, never through a link and never waiting for a pipe."""
    with os.fdopen(os.open(name, FILE, dir_fd=folder), "rb") as file:
        yield file


def describe(path: str, info: os.stat_result) -> tarfile.TarInfo:
    """Return an entry without the host's user names."""
    entry = tarfile.TarInfo(path)
    entry.mode = stat.S_IMODE(info.st_mode)
    entry.mtime = info.st_mtime
    entry.uid, entry.gid = info.st_uid, info.st_gid
    return entry


def count(path: Path) -> int:
    """Return the number of entries, every byte read: gzip's checksum is checked on the way."""
    with gzip.open(path) as file, tarfile.open(fileobj=file, mode="r|") as tar:
        entries = sum(1 for _ in tar)
        while file.read(2**20):  # up to the checksum, which stands after the last entry
            pass
    return entries


def sync(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
