"""Pushes in the ledger. Functions over a session; the caller commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from classroom.errors import ClassroomError
from classroom.ledger import now
from classroom.pushes import words
from classroom.pushes.tables import FINAL, UNSENT, Kind, Push, PushRow, RowState

Place = tuple[str, int]
_TRIALS_KEPT = timedelta(days=7)
_LISTED = 100


def get(session: Session, number: int) -> Push:
    """Return a push.

    Raises:
        ClassroomError: `no-such-push`.
    """
    push = session.get(Push, number)
    if push is None:
        raise no_such_push()
    return push


def no_such_push() -> ClassroomError:
    """Return the error for a push that is not there, or not for the asker to see."""
    return ClassroomError("no-such-push", "There is no such push: see the list of pushes.", 404)


def with_key(session: Session, key: str | None) -> Push | None:
    """Return the push that was asked for with a key."""
    return session.scalar(select(Push).where(Push.key == key)) if key else None


def undo_of(session: Session, number: int) -> Push | None:
    """Return the undo of a push."""
    return session.scalar(select(Push).where(Push.undo_of == number))


def newest(session: Session) -> Sequence[Push]:
    """Return the last pushes and undos, the newest first."""
    query = select(Push).where(Push.kind != Kind.TRIAL).order_by(Push.id.desc())
    return session.scalars(query.limit(_LISTED)).all()


def rows(session: Session, number: int) -> Sequence[PushRow]:
    """Return the rows of a push by student and week."""
    query = select(PushRow).where(PushRow.push_id == number)
    return session.scalars(query.order_by(PushRow.user, PushRow.week)).all()


def states(session: Session, numbers: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return (student, state) of all rows, by push."""
    query = select(PushRow.push_id, PushRow.user, PushRow.state, PushRow.code)
    found: dict[int, list[tuple[str, str]]] = {}
    for push, user, state, code in session.execute(query.where(PushRow.push_id.in_(numbers))):
        found.setdefault(push, []).append((user, words.shown_state(state, code)))
    return found


def add(session: Session, push: Push, places: Iterable[tuple[Place, int | None]]) -> Push:
    """Write a push down with its rows: for each place the publication to go back to."""
    session.execute(delete(Push).where(Push.kind == Kind.TRIAL, Push.at < now() - _TRIALS_KEPT))
    session.add(push)
    session.flush()
    for (user, week), before in places:
        session.add(
            PushRow(
                push_id=push.id, user=user, week=week, before=before, publication=None,
                state=RowState.NEW.value, code="", message="", report=None, changed=None,
            )
        )  # fmt: skip
    return push


def before(session: Session, places: Iterable[Place], current: dict[int, int]) -> dict[Place, int]:
    """Return the publication that each place has by the last push to it, else `current`'s.

    Args:
        session: the ledger's.
        places: students and weeks.
        current: week -> current publication, of the weeks that students see.
    """
    given = (PushRow.publication.is_not(None), Push.kind != Kind.TRIAL)
    without = {RowState.CANCELLED.value, RowState.GONE.value, *map(str, UNSENT)}
    last = (
        select(PushRow.user, PushRow.week, PushRow.publication)
        .join(Push, Push.id == PushRow.push_id)
        .where(*given, PushRow.state.not_in(without))
        .order_by(Push.id)
    )
    known = {(user, week): number for user, week, number in session.execute(last)}
    found = {place: known.get(place) or current.get(place[1]) for place in places}
    return {place: number for place, number in found.items() if number is not None}


def overtaken(session: Session, push: Push) -> dict[Place, int]:
    """Return the places of a push to which later ones went, with the last of those."""
    later = (
        select(PushRow.user, PushRow.week, func.max(PushRow.push_id))
        .join(Push, Push.id == PushRow.push_id)
        .where(PushRow.push_id > push.id, Push.kind != Kind.TRIAL)
        .group_by(PushRow.user, PushRow.week)
    )
    return {(user, week): number for user, week, number in session.execute(later)}


def standing_after(session: Session, push: Push) -> Push | None:
    """Return the newest later push to one of the same places that is not taken back."""
    undone = select(Push.undo_of).where(Push.undo_of.is_not(None))
    mine = select(PushRow.user, PushRow.week).where(PushRow.push_id == push.id).subquery()
    query = (
        select(Push)
        .join(PushRow, PushRow.push_id == Push.id)
        .join(mine, (mine.c.user == PushRow.user) & (mine.c.week == PushRow.week))
        .where(Push.id > push.id, Push.kind == Kind.UPDATE, Push.id.not_in(undone))
        .order_by(Push.id.desc())
    )
    return session.scalars(query).first()


def with_rows_in(session: Session, wanted: Iterable[RowState]) -> Sequence[int]:
    """Return the pushes and undos with a row in one of these states."""
    query = select(Push.id).join(PushRow, PushRow.push_id == Push.id)
    named = [one.value for one in wanted]
    found = query.where(Push.kind != Kind.TRIAL, PushRow.state.in_(named)).distinct()
    return session.scalars(found.order_by(Push.id)).all()


def unsent(session: Session) -> Sequence[int]:
    """Return the pushes of which the hub does not know all."""
    return with_rows_in(session, UNSENT)


def unfinished(session: Session) -> Sequence[int]:
    """Return the pushes that can still change by themselves."""
    return with_rows_in(session, frozenset(RowState) - FINAL)
