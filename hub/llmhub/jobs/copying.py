"""Copies a tree that others wrote: plain files and folders, no more than allowed, by no link.

Each step is opened with O_NOFOLLOW relative to its open parent, so nothing that is swapped
meanwhile leads elsewhere. What is neither a file nor a folder ends the copy: nothing here is
left out in silence.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not blocking: to open a pipe would wait for whoever writes into it.
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
CHUNK = 2**20
DEPTH = 24


class Unfit(Exception):
    """The tree is not as it may be; the message says what is wrong, without a name from it."""


@dataclass
class Allowance:
    """What may still be copied: bytes, and files with folders."""

    size: int
    files: int
    owner: int
    """Who owns the copy."""

    def take_one(self, depth: int) -> None:
        """Count a file or folder, or raise Unfit."""
        self.files -= 1
        if self.files < 0 or depth > DEPTH:
            raise Unfit("there are too many files, or folders too deep")

    def take(self, size: int) -> None:
        """Count bytes, or raise Unfit."""
        self.size -= size
        if self.size < 0:
            raise Unfit("it is too large")


@contextmanager
def opened(name: str, flags: int, parent: int | None = None, mode: int = 0o600) -> Iterator[int]:
    """Open a name below an open folder, and close it at the end."""
    descriptor = os.open(name, flags, mode, dir_fd=parent)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def copy_tree(source: int, target: int, allowance: Allowance, depth: int = 0) -> None:
    """Copy what the open folder `source` holds into the open folder `target`."""
    for name in os.listdir(source):
        allowance.take_one(depth)
        kind = os.stat(name, dir_fd=source, follow_symlinks=False).st_mode
        if stat.S_ISDIR(kind):
            os.mkdir(name, 0o700, dir_fd=target)
            with opened(name, FOLDER, source) as below, opened(name, FOLDER, target) as made:
                copy_tree(below, made, allowance, depth + 1)
                _give(made, allowance.owner, 0o755)
        elif stat.S_ISREG(kind):
            copy_file(name, source, target, allowance)
        else:
            raise Unfit("something in it is neither a file nor a folder")


def copy_file(name: str, source: int, target: int, allowance: Allowance) -> None:
    """Copy one file of the open folder `source`, as long as it is one."""
    with opened(name, READ, source) as old, opened(name, WRITE, target) as new:
        kind = os.fstat(old).st_mode
        if not stat.S_ISREG(kind):
            raise Unfit("something in it is neither a file nor a folder")
        while chunk := os.read(old, CHUNK):
            allowance.take(len(chunk))
            _write(new, chunk)
        _give(new, allowance.owner, 0o755 if kind & 0o100 else 0o644)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _give(descriptor: int, owner: int, mode: int) -> None:
    os.fchmod(descriptor, mode)
    os.fchown(descriptor, owner, owner)


def fits(folder: int, allowance: Allowance, depth: int = 0) -> bool:
    """Tell whether what a folder holds by now keeps within bounds, while it may be changing."""
    try:
        _measure(folder, allowance, depth)
    except Unfit:
        return False
    return True


def _measure(folder: int, allowance: Allowance, depth: int) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            allowance.take_one(depth)
            try:
                found = entry.stat(follow_symlinks=False)
                allowance.take(max(found.st_size, found.st_blocks * 512))
                if stat.S_ISDIR(found.st_mode):
                    with opened(entry.name, FOLDER, folder) as below:
                        _measure(below, allowance, depth + 1)
            except OSError:  # gone, or another thing, since it was listed
                continue
