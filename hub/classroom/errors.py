"""Errors that speak to two readers: a stable code for programs, a plain sentence for people."""

from __future__ import annotations


class ClassroomError(Exception):
    """A failure whose cause is known.

    Attributes:
        code: never changes once published; docs/course-desk.md lists them all.
        message: what happened and what to do, in plain words; never a secret.
        status: the HTTP status that goes with it.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"
