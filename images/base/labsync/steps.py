"""What is to be done for one file, decided and computed, but not yet done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from labsync.errors import SyncError, as_sync_error
from labsync.folder import Folder
from labsync.found import Found, look
from labsync.journal import Operation
from labsync.limit import Deadline
from labsync.outcome import FileOutcome, State
from labsync.record import Change, Record


@dataclass(frozen=True)
class View:
    """Everything that a plan looks at.

    Attributes:
        mine: the student's folder of the week.
        course: the release's.
        release: its name, such as `0007`.
        record: what is remembered of the last run.
        base_text: gives the bytes with a SHA-256, if they are kept.
        earlier: the week's folder in other releases, where they are still there.
        deadline: when the run has to end.
    """

    mine: Folder
    course: Folder
    release: str
    record: Record
    base_text: Callable[[str], bytes | None]
    earlier: Sequence[Folder]
    deadline: Deadline

    def released(self, path: str, sha: str) -> Found | None:
        """Return the file at `path` in that other release which has it with this SHA-256."""
        for folder in self.earlier:
            with suppress(SyncError, OSError):
                found = look(folder, path, None)
                if found.sha == sha:
                    return found
        return None


@dataclass(frozen=True)
class Move:
    """One change of the week's folder.

    Attributes:
        operation: what is done.
        path: to which file.
        old: SHA-256 of the student's file that is replaced or removed.
        new: SHA-256 of what comes.
        data: what comes; None: the course's file.
        source: the course's file, then.
        mode: permissions of what comes.
    """

    operation: Operation
    path: str
    old: str = ""
    new: str = ""
    data: bytes | None = None
    source: str = ""
    mode: int = 0o644


@dataclass(frozen=True)
class Step:
    """One file of the course's.

    Attributes:
        outcome: what is reported when all goes well.
        moves: what has to be done; none or one.
        change: what is remembered from then on.
        bases: the course's files whose text is needed for the next merge.
        cleanup: what is done afterwards, and may fail.
    """

    outcome: FileOutcome
    moves: tuple[Move, ...] = ()
    change: Change = field(default_factory=dict)
    bases: tuple[str, ...] = ()
    cleanup: tuple[Move, ...] = ()


WAITING = frozenset({"SYNC-DISK-FULL", "SYNC-TIME", "SYNC-CHANGING"})
"""Reasons for which a file is skipped: the next run may well succeed."""


def failed(path: str, error: Exception) -> Step:
    """Return the step of a file for which nothing can be done."""
    known = as_sync_error(error)
    state = State.SKIPPED if known.code in WAITING else State.FAILED
    return Step(FileOutcome(path, state, known.code, detail=known.detail))
