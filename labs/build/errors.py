"""What can go wrong in a build, with a stable code and the place to look at."""

from __future__ import annotations

import errno


class BuildError(Exception):
    """The course cannot be built from these sources.

    Attributes:
        code: stable name of the trouble, such as `COURSE-LEAK`.
        message: the file, and what to change in it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def from_system(error: OSError) -> BuildError:
    """Return the error for a file that the system did not let us read or write."""
    file = error.filename or "a temporary file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BuildError("COURSE-DISK", f"the disk is full ({file}). Make room, then try again.")
    return BuildError(
        "COURSE-IO", f"{file}: {error.strerror or error}. Look at that file and its permissions."
    )
