"""One file's step: which moves an action takes, and what is remembered after it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from labsync.beside import put_beside, without_beside
from labsync.blend import Blend, blend
from labsync.case import Case
from labsync.decision import Action
from labsync.found import Kind
from labsync.journal import Operation
from labsync.outcome import FileOutcome, State
from labsync.record import FileRecord
from labsync.steps import Move, Step, View


def treat(view: View, case: Case, action: Action) -> Step:
    """Return the step for `action`. Raises SyncError, OSError."""
    return _TREATMENTS[action](view, case)


def _nothing(view: View, case: Case) -> Step:
    if case.theirs.kind is Kind.ABSENT:
        return Step(FileOutcome(case.path, State.UNCHANGED), change={case.was: None})
    # What an earlier update put beside is out of date if the course took it back.
    known = FileRecord(case.base, case.elsewhere)
    outcome = FileOutcome(case.path, State.UNCHANGED, at=case.elsewhere)
    return Step(outcome, (), {case.path: known}, (case.path,), without_beside(view, case))


def _adopt(view: View, case: Case) -> Step:
    outcome = FileOutcome(case.path, State.DELIVERED, at=case.elsewhere)
    return Step(outcome, (), _remembered(case), (case.path,), without_beside(view, case))


def _create(view: View, case: Case) -> Step:
    move = Move(Operation.CREATE, case.path, new=case.theirs.sha, source=case.path)
    outcome = FileOutcome(case.path, State.DELIVERED)
    return Step(outcome, (move,), _remembered(case), (case.path,))


def _replace(view: View, case: Case) -> Step:
    outcome = FileOutcome(case.path, State.DELIVERED, at=_other(case))
    cleanup = _old_name(case) + without_beside(view, case)
    return Step(outcome, (_new_content(case, None),), _remembered(case), (case.path,), cleanup)


def _merge(view: View, case: Case) -> Step:
    with view.deadline.interrupting():
        base = view.base_text(case.base)
        if base is None:  # lost or damaged: another release may still have it
            found = view.released(case.was, case.base)
            base = None if found is None else found.data
        made = blend(case.path, base, case.mine.data, case.theirs.data)
    if made.data is None:
        return put_beside(view, case, made)
    same = made.data == case.mine.data and case.target == case.at
    moves = () if same else (_new_content(case, made.data),)
    cleanup = _old_name(case) + without_beside(view, case)
    outcome = FileOutcome(case.path, made.state, made.code, _other(case), cells=made.cells)
    return Step(outcome, moves, _remembered(case), (case.path,), cleanup)


def _beside(view: View, case: Case) -> Step:
    odd = case.mine.kind is Kind.ODD
    return put_beside(view, case, Blend(None, "SYNC-NOT-PLAIN" if odd else "SYNC-NO-BASE"))


def _remove(view: View, case: Case) -> Step:
    if case.at != case.was:  # who gives a file a name wants to keep it
        return _keep(view, case)
    move = Move(Operation.REMOVE, case.at, old=case.mine.sha)
    return Step(FileOutcome(case.path, State.DELIVERED), (move,), {case.was: None})


def _keep(view: View, case: Case) -> Step:
    return Step(FileOutcome(case.path, State.KEPT, "SYNC-KEPT", case.elsewhere))


def _leave_deleted(view: View, case: Case) -> Step:
    code = "" if case.theirs.sha == case.base else "SYNC-DELETED"
    return Step(
        FileOutcome(case.path, State.LEFT_DELETED, "SYNC-AMBIGUOUS" if case.several else code)
    )


def _new_content(case: Case, data: bytes | None) -> Move:
    """Return the move that gives the student's file other content, and the course's new name."""
    return Move(
        Operation.REPLACE if case.target == case.at else Operation.CREATE,
        case.target,
        old=case.mine.sha,
        new=case.theirs.sha if data is None else hashlib.sha256(data).hexdigest(),
        data=data,
        source=case.path,
        mode=case.mine.mode & 0o777,
    )


def _old_name(case: Case) -> tuple[Move, ...]:
    """Return the move that takes the old name away from a file that has a new one."""
    gone = Move(Operation.REMOVE, case.at, old=case.mine.sha)
    return () if case.target == case.at else (gone,)


def _remembered(case: Case) -> dict[str, FileRecord | None]:
    return {case.was: None, case.path: case.begun}


def _other(case: Case) -> str:
    return "" if case.target == case.path else case.target


_TREATMENTS: dict[Action, Callable[[View, Case], Step]] = {
    Action.NOTHING: _nothing,
    Action.ADOPT: _adopt,
    Action.CREATE: _create,
    Action.REPLACE: _replace,
    Action.MERGE: _merge,
    Action.BESIDE: _beside,
    Action.REMOVE: _remove,
    Action.KEEP: _keep,
    Action.LEAVE_DELETED: _leave_deleted,
}
