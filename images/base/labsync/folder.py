"""A folder held open: whatever is below it is reached without ever following a link."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from labsync import disk
from labsync.errors import SyncError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Not to wait for the other end of a pipe that took the file's place a moment ago.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_PIECE = 1 << 20  # bytes that are in memory at once, of a file of any size


class Folder:
    """An open folder. Close it, or use it in a `with` statement."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def at(cls, path: Path) -> Folder:
        """Open a folder by its path, through links if there are any. Raises OSError."""
        return cls(os.open(path, _FOLDER))

    def __enter__(self) -> Folder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self.descriptor)

    def child(self, name: str, *, make: bool = False) -> Folder:
        """Open the folder `name` in this one, made when missing if `make`.

        Raises OSError, NotADirectoryError for a link too.
        """
        if make:
            with suppress(FileExistsError):
                disk.make_folder(self.descriptor, name)
        return Folder(os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=self.descriptor))

    def below(self, parts: Sequence[str], *, make: bool = False) -> Folder:
        """Open the folder that lies below this one by way of `parts`; none: this one again.

        Raises OSError, NotADirectoryError where a link is on the way.
        """
        here = Folder(os.dup(self.descriptor))
        for part in parts:
            with here:
                here = here.child(part, make=make)
        return here

    def state(self, name: str) -> os.stat_result | None:
        """Return what `name` is, a link being a link; None where there is nothing. OSError."""
        try:
            return os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """Return the names in this folder, sorted. Raises OSError."""
        return sorted(os.listdir(self.descriptor))  # noqa: PTH208 - a descriptor is no path

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a plain file's bytes, a piece at a time.

        Raises:
            SyncError: `SYNC-NOT-PLAIN` for anything but a plain file.
            OSError: it cannot be read, or a link took its place.
        """
        descriptor = os.open(name, _READ, dir_fd=self.descriptor)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise SyncError("SYNC-NOT-PLAIN")
            while piece := os.read(descriptor, _PIECE):
                yield piece
        finally:
            os.close(descriptor)

    def read(self, name: str, limit: int) -> bytes | None:
        """Return a plain file's bytes, None for more than `limit`. Raises as `pieces`."""
        found, length = [], 0
        for piece in self.pieces(name):
            found.append(piece)
            length += len(piece)
            if length > limit:
                return None
        return b"".join(found)

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a plain file of any size. Raises as `pieces`."""
        total = hashlib.sha256()
        for piece in self.pieces(name):
            total.update(piece)
        return total.hexdigest()

    def write(
        self, name: str, pieces: Iterator[bytes], mode: int = 0o644, *, durable: bool = True
    ) -> None:
        """Write a new file, on the disk itself if `durable`; whole, or OSError and nothing."""
        descriptor = os.open(name, _NEW, mode, dir_fd=self.descriptor)
        try:
            for piece in pieces:
                disk.write(descriptor, piece)
            os.fchmod(descriptor, mode)
            if durable:
                disk.fsync(descriptor)
        except BaseException:
            with suppress(OSError):
                disk.remove(self.descriptor, name)
            raise
        finally:
            os.close(descriptor)

    def clear(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it, where there is one. Raises OSError."""
        state = self.state(name)
        if state is None:
            return
        if not stat.S_ISDIR(state.st_mode):
            disk.remove(self.descriptor, name)
            return
        with self.child(name) as inner:
            for entry in inner.names():
                inner.clear(entry)
        disk.remove_folder(self.descriptor, name)

    def sync(self) -> None:
        """Let the names in this folder be on the disk. Raises OSError."""
        disk.fsync(self.descriptor)
