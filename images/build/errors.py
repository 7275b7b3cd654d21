"""The one error of the image builder: a stable code for programs, a sentence for people."""

from __future__ import annotations

import errno


class BuildError(Exception):
    """Something that stops a build; `message` says what to do about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def from_system(error: OSError) -> BuildError:
    """Return the error for a file that the system did not let us read or write."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BuildError(
            "disk-full",
            f"The disk is full ({error.filename or 'a temporary file'}): make room, by `docker"
            " builder prune` or by removing old archives, and try again.",
        )
    return BuildError(
        "file-failed",
        f"{error.filename or 'A file'}: {error.strerror or error}. Run the command as root, and"
        " look at that file and its disk.",
    )
