"""One file in its three versions. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from labsync.found import Found
from labsync.record import FileRecord


@dataclass(frozen=True)
class Case:
    """One file in its versions.

    Attributes:
        path: where the course has it.
        was: where the course had it, and so the student has.
        at: where the student has it.
        record: what is remembered, nothing for a new file.
        base: SHA-256 of what the student's began from; empty: not known.
        mine: what the student has.
        theirs: what the course has.
        several: the student has renamed it, and it may be one of several files.
    """

    path: str
    was: str
    at: str
    record: FileRecord
    base: str
    mine: Found
    theirs: Found
    several: bool = False

    @property
    def elsewhere(self) -> str:
        """Return where the student has it, if that is another name than the course's."""
        return "" if self.at == self.path else self.at

    @property
    def target(self) -> str:
        """Return where it will be: the course's new name counts if the student chose none."""
        return self.path if self.at == self.was else self.at

    @property
    def begun(self) -> FileRecord:
        """Return what is remembered once the student's has all of the course's version."""
        return FileRecord(self.theirs.sha, "" if self.target == self.path else self.target)
