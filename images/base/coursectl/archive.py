"""Unpack what came from the service: new plain files below a new folder, and nothing else."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path, PurePosixPath

from coursectl.errors import CourseError

MOST_BYTES = 8 << 30
"""Of all files together, unpacked."""
MOST_FILES = 100_000
_PIECE = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def unpack(archive: Path, folder: Path, most_bytes: int = MOST_BYTES) -> int:
    """Unpack into `folder`, which is new and private; return how many files there are.

    Raises:
        CourseError: `bad-archive`; OSError: the disk is full.
    """
    try:
        with zipfile.ZipFile(archive) as zipped:
            entries = [one for one in zipped.infolist() if not one.is_dir()]
            if len(entries) > MOST_FILES:
                raise _bad("it holds too many files")
            left = most_bytes
            for entry in entries:
                path = folder.joinpath(*checked(entry))
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                left -= _write(zipped, entry, path, left)
            return len(entries)
    except FileExistsError as error:
        raise _bad("two files have the same name") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _bad("it is damaged") from error


def checked(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return the parts of an entry's path below the folder. Raises CourseError `bad-archive`."""
    name = entry.filename
    mode = entry.external_attr >> 16
    parts = PurePosixPath(name).parts
    odd = not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0]
    if odd or not name.isprintable():
        raise _bad("a file in it has a name that leads elsewhere")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise _bad("it holds something that is no plain file")
    return parts


def _write(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, most: int) -> int:
    size = 0
    with zipped.open(entry) as source, os.fdopen(os.open(path, _NEW, 0o600), "wb") as target:
        while piece := source.read(_PIECE):
            size += len(piece)
            # What the archive says of its sizes counts for nothing.
            if size > most:
                raise _bad("it is too large when unpacked")
            target.write(piece)
    return size


def _bad(why: str) -> CourseError:
    return CourseError(
        "bad-archive", f"The archive was not unpacked: {why}. Tell who runs the hub."
    )
