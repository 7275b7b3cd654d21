"""What became of a file, or of one cell: the words of the report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from labsync.errors import SENTENCES


class State(StrEnum):
    """What became of a file, or of the course's change to one cell."""

    UNCHANGED = "unchanged"  # nothing new from the course
    DELIVERED = "delivered"  # as the course has it
    MERGED = "merged"  # the course's changes and the student's, both
    KEPT = "kept-own"  # the student's stays where the course has another
    LEFT_DELETED = "left-deleted"  # the student had removed it
    SKIPPED = "skipped"  # not this time; the next run takes it up
    FAILED = "failed"


@dataclass(frozen=True)
class CellOutcome:
    """What became of one change of the course's.

    Attributes:
        cell: the cell's id in the merged notebook, in the course's where the cell is not there;
            empty for the notebook's own settings.
        state: delivered, merged, kept-own or left-deleted.
        why: what the course did: `new`, `text`, `type`, `removed`, `moved`, `outputs`, `metadata`.
        offered: the id of the cell that shows the course's text, where the student's stays.
    """

    cell: str
    state: State
    why: str
    offered: str = ""


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file.

    Attributes:
        path: where the course has it, below the week's folder.
        state: see `State`.
        code: why, one of `labsync.errors.SENTENCES`; empty where the state says all.
        at: where the student has it, if that is another name.
        beside: the file that holds the course's version, where the student's stays.
        cells: of a notebook that was merged.
        detail: the system's own words, where something failed.
    """

    path: str
    state: State
    code: str = ""
    at: str = ""
    beside: str = ""
    cells: tuple[CellOutcome, ...] = ()
    detail: str = ""

    def told(self) -> dict[str, Any]:
        """Return it for JSON: only what there is to say, and names that any reader can take."""
        said: dict[str, Any] = {"path": printable(self.path), "state": str(self.state)}
        if self.code:
            said |= {"code": self.code, "sentence": SENTENCES[self.code]}
        for key, value in (("at", self.at), ("beside", self.beside), ("detail", self.detail)):
            if value:
                said[key] = printable(value)
        if self.cells:
            said["cells"] = [
                {"id": one.cell, "state": str(one.state), "why": one.why}
                | ({"offered": one.offered} if one.offered else {})
                for one in self.cells
            ]
        return said


def printable(name: str) -> str:
    """Return a file's name as text that can be encoded: bytes that are none are written \\xNN."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
