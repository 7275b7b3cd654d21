"""What a run tells, for programs and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from labsync.errors import SENTENCES, as_sync_error
from labsync.outcome import FileOutcome, State

FORMAT = 1


@dataclass(frozen=True)
class Report:
    """What came of a run for one week.

    Attributes:
        week: its number.
        release: the release's name, empty where it could not be read.
        before: the release of the last run, empty for the first.
        files: what became of each file, by path.
        code: of `labsync.errors`, why nothing could be done at all; else empty.
        detail: the system's own words for it.
        seconds: how long it took.
        dry_run: nothing was changed; this is what would be.
        backup: after a fresh start: where in ~/labs the old folder is.
    """

    week: int
    release: str = ""
    before: str = ""
    files: Sequence[FileOutcome] = ()
    code: str = ""
    detail: str = ""
    seconds: float = 0.0
    dry_run: bool = False
    backup: str = ""

    def stopped(self, error: Exception) -> Report:
        """Return the report of a run that an error has stopped."""
        known = as_sync_error(error)
        return replace(self, code=known.code, detail=known.detail)

    @property
    def complete(self) -> bool:
        """Say whether the run had nothing to skip and nothing failed."""
        return not self.code and not any(
            one.state in (State.SKIPPED, State.FAILED) for one in self.files
        )

    @property
    def changed(self) -> bool:
        """Say whether a file of the week may be another now."""
        new = (State.DELIVERED, State.MERGED, State.KEPT)
        return not self.dry_run and any(one.state in new for one in self.files)

    def told(self) -> dict[str, Any]:
        """Return the report for JSON."""
        said: dict[str, Any] = {
            "format": FORMAT,
            "week": self.week,
            "release": self.release,
            "before": self.before,
            "dry_run": self.dry_run,
            "complete": self.complete,
            "seconds": round(self.seconds, 3),
            "files": [one.told() for one in self.files],
        }
        if self.code:
            said |= {"code": self.code, "sentence": SENTENCES[self.code]}
            said |= {"detail": self.detail} if self.detail else {}
        if self.backup:
            said["backup"] = self.backup
        return said
