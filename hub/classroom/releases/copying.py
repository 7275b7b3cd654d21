"""Copy a source that nobody vouches for: no link is followed, nothing is read beyond the limits."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from classroom.errors import ClassroomError
from classroom.releases import limits

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Opening a fifo would wait for its other end.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_AT_ONCE = 1 << 20
_PASSED_OVER = frozenset({"__pycache__"})


@dataclass
class Copy:
    """One copy under way.

    Attributes:
        file_bytes, all_bytes, entries, depth: the limits.
    """

    file_bytes: int = limits.FILE_BYTES
    all_bytes: int = limits.SOURCE_BYTES
    entries: int = limits.SOURCE_FILES
    depth: int = limits.DEPTH
    _bytes: int = field(default=0, init=False)
    _entries: int = field(default=0, init=False)

    def tree(self, source: Path, target: Path, wanted: Callable[[str], bool]) -> None:
        """Copy the folders of `source` whose names are `wanted` into the folder `target`.

        Hidden files are left out: they are for git and editors.

        Raises:
            ClassroomError: with the file and what is wrong with it.
        """
        try:
            top = os.open(source, _FOLDER)
        except OSError as error:
            raise ClassroomError(
                "no-such-source", f"The source cannot be read: {error.strerror}.", 404
            ) from error
        try:
            for name in _names(top):
                if wanted(name):
                    self._entry(top, name, target, PurePosixPath())
        finally:
            os.close(top)

    def _entry(self, parent: int, name: str, target: Path, where: PurePosixPath) -> None:
        """Copy one file, or a folder with all that is in it."""
        if name.startswith(".") or name in _PASSED_OVER:
            return
        path = where / name
        trouble = limits.trouble_with(name)
        if trouble:
            raise _refusal("release-name", path, trouble)
        self._entries += 1
        if self._entries > self.entries:
            raise _refusal("release-many", path, f"is one too many: {self.entries} are allowed")
        mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
        if stat.S_ISLNK(mode):
            raise _refusal("release-link", path, "is a link; put the file itself there")
        if stat.S_ISDIR(mode):
            self._folder(parent, name, target, path)
        elif stat.S_ISREG(mode):
            self._file(parent, name, target / name, path)
        else:
            raise _refusal("release-special", path, "is neither a file nor a folder")

    def _folder(self, parent: int, name: str, target: Path, path: PurePosixPath) -> None:
        if len(path.parts) > self.depth:
            raise _refusal("release-deep", path, f"lies more than {self.depth} folders deep")
        fd = _open(parent, name, _FOLDER, path)
        try:
            inside = target / name
            inside.mkdir(mode=0o755)
            for one in _names(fd):
                self._entry(fd, one, inside, path)
        finally:
            os.close(fd)

    def _file(self, parent: int, name: str, target: Path, path: PurePosixPath) -> None:
        fd = _open(parent, name, _FILE, path)
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise _refusal("release-special", path, "is neither a file nor a folder")
            self._check(os.fstat(fd).st_size, path)
            size = 0
            with target.open("xb") as out:
                # It may grow while it is read: what counts is what comes.
                while block := os.read(fd, _AT_ONCE):
                    size += len(block)
                    self._check(size, path)
                    out.write(block)
            self._bytes += size
        finally:
            os.close(fd)

    def _check(self, size: int, path: PurePosixPath) -> None:
        if size > self.file_bytes:
            most = limits.in_megabytes(self.file_bytes)
            raise _refusal("release-file-size", path, f"is larger than {most}")
        if self._bytes + size > self.all_bytes:
            most = limits.in_megabytes(self.all_bytes)
            raise _refusal("release-size", path, f"makes the source larger than {most}")


def _names(folder: int) -> Iterator[str]:
    """Return the names in a folder in a fixed order, which makes messages repeatable."""
    return iter(sorted(os.listdir(folder)))


def _open(parent: int, name: str, flags: int, path: PurePosixPath) -> int:
    try:
        return os.open(name, flags, dir_fd=parent)
    except OSError as error:
        raise _refusal("release-unreadable", path, f"cannot be read: {error.strerror}") from error


def _refusal(code: str, path: PurePosixPath, reason: str) -> ClassroomError:
    return ClassroomError(code, f"{limits.shown(path.as_posix())} {reason}.")
