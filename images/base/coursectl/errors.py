"""Errors that speak to two readers: a stable code for programs, a plain sentence for people."""

from __future__ import annotations


class CourseError(Exception):
    """A failure whose cause is known.

    Attributes:
        code: never changes once published; the README of this image lists those made here.
        message: what happened and what to do, in plain words; never a secret.
        status: the HTTP status that the service answered with; 0 where there was no answer.
    """

    def __init__(self, code: str, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"

    def told(self) -> dict[str, str]:
        """Return it for JSON."""
        return {"code": self.code, "message": self.message}
