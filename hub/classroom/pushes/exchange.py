"""The ledger's side of what goes to the hub and comes from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from classroom import audit
from classroom.layout import ClassroomLayout
from classroom.ledger import now
from classroom.pushes import book, rows
from classroom.pushes.published import Published
from classroom.pushes.rows import Json, Step, Where
from classroom.pushes.tables import Kind, Push, PushRow, RowState
from classroom.pushes.wanted import in_words
from classroom.releases.choice import chosen
from classroom.releases.publication import prepare, publish


def publish_for(layout: ClassroomLayout, sessions: sessionmaker[Session], number: int) -> bool:
    """Publish what a push needs, unless that was done; tell whether anything is to be sent.

    Raises:
        ClassroomError: `no-such-release`, `release-broken`, `release-disk`.
    """
    with sessions() as session:
        push, seen = book.get(session, number), chosen(session)
    known = push.publication
    if known is None:
        if not push.is_trial:
            known = publish(layout, sessions).number
        elif seen.keys() & set(push.weeks):
            known = prepare(layout, sessions, push.release, push.weeks).number
    with sessions.begin() as session:
        push = book.get(session, number)
        push.publication = known
        open_rows = [r for r in book.rows(session, number) if r.state in ("new", "held")]
        unplaced = [r for r in open_rows if r.publication is None]
        held = [row for row in unplaced if row.state == RowState.HELD]
        _place(push, unplaced, Published(layout), chosen(session))
        _tell_of_sent(session, push, [row for row in held if row.state == RowState.NEW])
        return any(row.state == RowState.NEW for row in open_rows)


def _place(
    push: Push, unplaced: Iterable[PushRow], published: Published, seen: Collection[int]
) -> None:
    """Find out to which publication each row's lab is to be brought, or that it has to wait."""
    number = push.publication if push.is_trial else published.current
    shown = published.releases(number) if number is not None else {}
    for row in unplaced:
        if push.is_trial:
            step = rows.try_out(row.week, push.release, shown, seen)
        else:
            step = rows.place(row.week, push.release, shown)
        _take(row, step)
        if step.state is RowState.NEW:
            row.publication = number


def _tell_of_sent(session: Session, push: Push, rows_: Sequence[PushRow]) -> None:
    """Note for the audit that a push goes out that waited for a date."""
    if rows_:
        weeks, students = {row.week for row in rows_}, {row.user for row in rows_}
        detail = f"{in_words(sorted(weeks))} of release {push.release}, which waited for its date"
        detail += f", to {len(students)} student{'s' if len(students) != 1 else ''}"
        audit.record(session, audit.SCHEDULE, "push", push.name, detail)


def take_in(sessions: sessionmaker[Session], number: int, orders: Iterable[Json]) -> None:
    """Note what the hub says of a push's orders."""
    said = rows.by_place(orders)
    with sessions.begin() as session:
        push = book.get(session, number)
        stands = push.kind == Kind.UPDATE and book.undo_of(session, number) is None
        for row in book.rows(session, number):
            order = said.get((row.user, row.week))
            step = rows.of_order(order, stands=stands) if order else None
            if order and step and row.state != RowState.GONE:
                _take(row, step, _moment(order.get("changed")))
                row.report = order.get("report") or row.report


def to_send(
    layout: ClassroomLayout,
    sessions: sessionmaker[Session],
    number: int,
    known: Iterable[Json],
    people: Collection[str],
) -> list[Json]:
    """Return the orders that the hub does not know of and has to; note why others are not sent."""
    said = rows.by_place(known)
    with sessions.begin() as session:
        push = book.get(session, number)
        found = [
            (row, row.publication)
            for row in book.rows(session, number)
            if row.state in ("new", "waiting", "running") and (row.user, row.week) not in said
        ]
        if book.undo_of(session, number):
            for row, _ in found:
                _take(row, rows.CALLED_OFF)
            return []
        places = {(number, row.week) for row, number in found if number is not None}
        later = {} if push.kind == Kind.TRIAL else book.overtaken(session, push)
        where = Where(people, later, Published(layout).can_be_read(places))
        orders, undo = [], push.kind == Kind.UNDO
        for row, publication in found:
            if publication is None:
                continue
            step = rows.unknown_to_hub(row.user, row.week, publication, where, undo=undo)
            if step is None:
                orders.append({"user": row.user, "week": row.week, "release": publication})
            else:
                _take(row, step)
        return orders


def again(sessions: sessionmaker[Session], number: int) -> None:
    """Let the failed rows of a push be new, so that those the hub has forgotten are sent too."""
    with sessions.begin() as session:
        for row in book.rows(session, number):
            if row.state == RowState.FAILED:
                _take(row, Step(RowState.NEW))


def _take(row: PushRow, step: Step, at: datetime | None = None) -> None:
    same = (row.state, row.code, row.message) == (step.state.value, step.code, step.message)
    if not same or row.changed is None:
        row.state, row.code, row.message = step.state.value, step.code, step.message
        row.changed = at or now()


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment.replace(tzinfo=None, microsecond=0)
