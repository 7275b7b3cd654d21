"""One thing that doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """A stable code, what was found, and what to do about it ("" if nothing)."""

    level: Level
    code: str
    text: str
    advice: str = ""

    def __str__(self) -> str:
        line = f"{f'[{self.level}]':7}{self.text} [{self.code}]"
        return f"{line}\n       -> {self.advice}" if self.advice else line


def ok(code: str, text: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(Level.OK, code, text)


def warn(code: str, text: str, advice: str) -> Finding:
    """Return a finding that will hurt some day."""
    return Finding(Level.WARN, code, text, advice)


def fail(code: str, text: str, advice: str) -> Finding:
    """Return a finding that keeps the hub from working."""
    return Finding(Level.FAIL, code, text, advice)
