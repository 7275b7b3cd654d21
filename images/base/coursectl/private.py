"""Files that are the owner's alone: written whole or not at all, never through a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coursectl.errors import CourseError

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def read(path: Path, limit: int, *, secret: bool = False) -> str | None:
    """Return a plain file's text; None where there is none.

    Raises:
        CourseError: `not-private` (a secret that others can read), `bad-file`.
    """
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CourseError("bad-file", f"{path} cannot be read: {error.strerror}.") from error
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)
        raise CourseError("bad-file", f"{path} is no plain file; remove it.")
    with os.fdopen(descriptor, "rb") as file:
        if secret and (state.st_mode & 0o077 or state.st_uid != os.geteuid()):
            raise CourseError(
                "not-private",
                f"{path} holds a token and others can read it: run chmod 600 {path}, "
                "and make a new token if others use this machine.",
            )
        data = file.read(limit + 1)
    try:
        if len(data) <= limit:
            return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise CourseError("bad-file", f"{path} holds something else; remove it.")


def write(path: Path, data: bytes) -> None:
    """Write a file that its owner alone can read, in the place of an older one. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, _NEW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


@contextmanager
def created(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that its owner alone can read; it goes again if it does not become whole.

    Raises:
        CourseError: `file-exists`, `disk`.
    """
    try:
        descriptor = os.open(path, _NEW, 0o600)
    except FileExistsError as error:
        raise CourseError("file-exists", f"{path} is there already: name another one.") from error
    except OSError as error:
        raise CourseError("disk", f"{path} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
    except OSError as error:
        path.unlink(missing_ok=True)
        raise CourseError("disk", f"{path} cannot be written: {error.strerror}.") from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
