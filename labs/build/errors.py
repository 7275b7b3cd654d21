"""What can go wrong in a build, with a stable code and the place to look at."""

from __future__ import annotations


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
