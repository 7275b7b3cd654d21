"""Errors that speak to two readers: a stable code for programs, a plain sentence for people."""

from __future__ import annotations


class LabError(Exception):
    """A failure whose cause is known.

    `code` never changes once published (docs/operate.md lists them); `message` says in plain words
    what happened and what to do. Neither ever holds a secret.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"


class SettingsError(LabError):
    """The settings cannot be read or contradict each other."""


class PairError(LabError):
    """A student's pair of containers could not be started, stopped or asked."""


class RosterError(LabError):
    """A roster was refused as a whole; `line` is the first line at fault (1 is the header)."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(code, message if line is None else f"Line {line}: {message}")
        self.line = line
