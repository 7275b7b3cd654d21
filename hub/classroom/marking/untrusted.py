"""Files that come out of a container: opened by no link, plain files only, up to a size."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from classroom.errors import ClassroomError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not blocking: to open a pipe would wait for whoever writes into it.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read_file(top: Path, parts: tuple[str, ...], most: int) -> bytes:
    """Return a file below `top`; each step is opened in the one before it.

    Raises:
        ClassroomError: `marking-output`, when it is not there, no plain file, or too large.
    """
    try:
        with _opened(top, parts[:-1]) as folder:
            descriptor = os.open(parts[-1], _READ, dir_fd=folder)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise _unfit("it is no plain file")
                data = file.read(most + 1)
    except OSError as error:
        raise _unfit("it is not there, or is a link") from error
    if len(data) > most:
        raise _unfit(f"it is larger than {most // 2**20} MB")
    return data


@contextmanager
def _opened(top: Path, parts: tuple[str, ...]) -> Iterator[int]:
    here = os.open(top, _FOLDER)
    try:
        for part in parts:
            inner = os.open(part, _FOLDER, dir_fd=here)
            os.close(here)
            here = inner
        yield here
    finally:
        os.close(here)


def _unfit(why: str) -> ClassroomError:
    return ClassroomError(
        "marking-output",
        f"The result of the run cannot be used: {why}. Read the code by hand.",
        502,
    )
