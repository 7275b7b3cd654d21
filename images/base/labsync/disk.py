"""The system calls that change the disk, each in one place: tests end the process at every one.

Folders are open descriptors and names have no slash, so that nothing is ever reached through a
link. All raise OSError.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from functools import cache
from typing import Any

_NO_REPLACE, _EXCHANGE = 1, 2
# What a kernel or a file system says that does not know these ways to rename.
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}
OUT = ".out"
"""Ending of the name that a file has for a moment where two cannot be exchanged in one step."""


def write(descriptor: int, data: bytes) -> None:
    """Write all of `data`."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def fsync(descriptor: int) -> None:
    """Let nothing of a file or folder be in memory only."""
    os.fsync(descriptor)


def make_folder(folder: int, name: str) -> None:
    """Make a folder that others may look into, as all of the home."""
    os.mkdir(name, 0o755, dir_fd=folder)


def remove(folder: int, name: str) -> None:
    """Remove a file."""
    os.unlink(name, dir_fd=folder)


def remove_folder(folder: int, name: str) -> None:
    """Remove an empty folder."""
    os.rmdir(name, dir_fd=folder)


def rename(source: int, name: str, target: int, new: str) -> None:
    """Rename, over whatever file has the new name."""
    os.rename(name, new, src_dir_fd=source, dst_dir_fd=target)


def rename_new(source: int, name: str, target: int, new: str) -> None:
    """Rename, unless something has the new name (FileExistsError)."""
    if _rename2(source, name, target, new, _NO_REPLACE):
        return
    if stat.S_ISDIR(os.stat(name, dir_fd=source, follow_symlinks=False).st_mode):
        os.rename(
            name, new, src_dir_fd=source, dst_dir_fd=target
        )  # takes an empty one's place only
        return
    os.link(name, new, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)
    os.unlink(name, dir_fd=source)


def exchange(ours: int, name: str, theirs: int, other: str) -> None:
    """Let two files take each other's place, so that no moment's save can be lost between."""
    if not _rename2(ours, name, theirs, other, _EXCHANGE):
        os.link(other, name + OUT, src_dir_fd=theirs, dst_dir_fd=ours, follow_symlinks=False)
        os.rename(name, other, src_dir_fd=ours, dst_dir_fd=theirs)
        os.rename(name + OUT, name, src_dir_fd=ours, dst_dir_fd=ours)


@cache
def _renameat2() -> Any:
    """Return the C library's function, None where it has none."""
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def _rename2(source: int, name: str, target: int, new: str, flags: int) -> bool:
    """Rename by the newer call; say whether system and file system know it."""
    call = _renameat2()
    if call is None:
        return False
    if call(source, os.fsencode(name), target, os.fsencode(new), ctypes.c_uint(flags)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), new)
