"""Which hand-ins wait for their tests, and how far each run is. In the ledger alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from classroom.audit import record
from classroom.handins.tables import HandIn
from classroom.ledger import now
from classroom.marking.points import Result
from classroom.marking.tables import TESTS, Mark, TestRun

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
UNDER_WAY = (QUEUED, RUNNING)


def ask(session: Session, who: str, week: int, chosen: Iterable[HandIn]) -> int:
    """Put hand-ins into the queue, those that are in it already left as they are; count them."""
    chosen = list(chosen)
    last = latest(session, [one.id for one in chosen])
    waiting = {key for key, run in last.items() if run.state in UNDER_WAY}
    fresh = [one for one in chosen if one.id not in waiting]
    at = now()
    for one in fresh:
        session.add(TestRun(handin_id=one.id, state=QUEUED, asked_by=who, at=at, changed=at))
    record(session, who, "run-tests", f"week{week}", f"{len(fresh)} hand-ins")
    return len(fresh)


def latest(session: Session, handins: Sequence[int]) -> dict[int, TestRun]:
    """Return hand-in -> its last run."""
    last = (
        select(func.max(TestRun.id))
        .where(TestRun.handin_id.in_(handins))
        .group_by(TestRun.handin_id)
    )
    runs = session.scalars(select(TestRun).where(TestRun.id.in_(last)))
    return {one.handin_id: one for one in runs}


def take_up_again(session: Session) -> None:
    """Put back what an earlier service was running when it ended."""
    session.execute(update(TestRun).where(TestRun.state == RUNNING).values(state=QUEUED))


def waiting(session: Session, limit: int) -> Sequence[int]:
    """Return the runs that wait longest."""
    queued = select(TestRun.id).where(TestRun.state == QUEUED).order_by(TestRun.id)
    return session.scalars(queued.limit(limit)).all()


def begin(session: Session, run_id: int) -> HandIn:
    """Note that a run begins and return what is run."""
    run = session.get_one(TestRun, run_id)
    run.state, run.changed = RUNNING, now()
    return session.get_one(HandIn, run.handin_id)


def fail(session: Session, run_id: int, code: str, message: str) -> None:
    """Note why a run came to nothing; marks of an earlier run stay."""
    run = session.get_one(TestRun, run_id)
    run.state, run.code, run.message, run.changed = FAILED, code[:64], message[:500], now()


def finish(session: Session, run_id: int, release: int, found: Mapping[str, Result]) -> None:
    """Write the tests' marks, in the place of those of an earlier run."""
    run = session.get_one(TestRun, run_id)
    run.state, run.release, run.changed = DONE, release, now()
    run.said = {task: one.said for task, one in found.items() if one.said}
    old = select(Mark).where(Mark.handin_id == run.handin_id, Mark.marker == TESTS)
    for mark in session.scalars(old):
        session.delete(mark)
    session.flush()
    for task, one in found.items():
        about = {"task": task, "marker": TESTS, "points": one.points, "automatic": True}
        session.add(Mark(handin_id=run.handin_id, at=now(), **about))
