"""The one error of the image builder: a stable code for programs, a sentence for people."""

from __future__ import annotations


class BuildError(Exception):
    """Something that stops a build; `message` says what to do about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
