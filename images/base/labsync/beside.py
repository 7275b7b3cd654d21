"""The course's version of a file, put beside the student's, and taken away when it is overtaken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from labsync.blend import Blend
from labsync.case import Case
from labsync.errors import SyncError
from labsync.found import Kind, look
from labsync.journal import Operation
from labsync.outcome import FileOutcome, State
from labsync.steps import Move, Step, View

_NAME_BYTES = 255
_TRIES = 9


def put_beside(view: View, case: Case, made: Blend) -> Step:
    """Leave the student's file alone, and put the course's beside it, unless that was done."""
    before, sha = case.record, case.theirs.sha
    if before.beside_sha == sha:
        there = look(view.mine, before.beside).kind is not Kind.ABSENT
        return Step(
            FileOutcome(
                case.path, State.KEPT, made.code, case.elsewhere, before.beside if there else ""
            )
        )
    name, is_there = free_name(view, case.at, sha)
    moves = (Move(Operation.CREATE, name, new=sha, source=case.path),)
    change = {
        case.was: None,
        case.path: replace(before, sha=case.base, at=case.elsewhere, beside=name, beside_sha=sha),
    }
    outcome = FileOutcome(case.path, State.KEPT, made.code, case.elsewhere, name)
    return Step(outcome, () if is_there else moves, change, cleanup=without_beside(view, case))


def without_beside(view: View, case: Case) -> tuple[Move, ...]:
    """Return the move that takes an earlier version away, if it lies beside unchanged."""
    before = case.record
    if not before.beside or look(view.mine, before.beside).sha != before.beside_sha:
        return ()
    return (Move(Operation.REMOVE, before.beside, old=before.beside_sha),)


def free_name(view: View, at: str, sha: str) -> tuple[str, bool]:
    """Return a name for the course's version, and whether it lies there already.

    Raises:
        SyncError: `SYNC-NAME`, there is none.
    """
    path = PurePosixPath(at)
    for number in range(1, _TRIES + 1):
        ending = f".updated-{view.release}{f'-{number}' if number > 1 else ''}{path.suffix}"
        stem = path.stem
        while stem and len((stem + ending).encode("utf-8", "surrogateescape")) > _NAME_BYTES:
            stem = stem[:-1]
        name = str(path.with_name(stem + ending))
        there = look(view.mine, name)
        if there.kind is Kind.ABSENT or there.sha == sha:
            return name, there.kind is not Kind.ABSENT
    raise SyncError("SYNC-NAME", at)
