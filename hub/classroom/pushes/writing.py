"""Write a push or an undo down: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session, sessionmaker

from classroom import audit, ledger
from classroom.errors import ClassroomError
from classroom.layout import ClassroomLayout
from classroom.people import Member
from classroom.pushes import book
from classroom.pushes.choosing_back import back_to
from classroom.pushes.published import Published
from classroom.pushes.rights import check_may_act, check_may_show
from classroom.pushes.tables import UNSENT, Kind, Push, PushRow, RowState
from classroom.pushes.targets import Reach
from classroom.pushes.wanted import Wanted, check_weeks, in_words
from classroom.releases.choice import choose, chosen, forget
from classroom.releases.intact import check_part
from classroom.releases.store import Store


def write_push(
    layout: ClassroomLayout,
    sessions: sessionmaker[Session],
    teacher: Member,
    wanted: Wanted,
    reach: Reach,
    kind: Kind,
) -> int:
    """Note a push or a trial; of a push the weeks are chosen at the same moment.

    Raises:
        ClassroomError: `no-such-release`, `release-broken`, `no-weeks`, `no-such-week`, of a push
            `not-yours-to-open`.
    """
    store = Store(layout.releases)
    release = store.get(wanted.release)
    check_weeks(wanted, release.weeks)
    for week in wanted.weeks:
        check_part(release, store.student(release.number), f"week{week}")
    current = Published(layout).current_weeks()
    with sessions.begin() as session:
        known = book.with_key(session, wanted.key)
        if known is not None:
            return known.id
        shown = chosen(session)
        if kind is Kind.UPDATE:
            check_may_show(teacher, wanted.weeks, shown)
        places = [(name, week) for name in reach.students for week in wanted.weeks]
        back = book.before(session, places, current)
        push = Push(
            at=ledger.now(), who=teacher.name, kind=kind.value, release=release.number,
            weeks=list(wanted.weeks), targets=list(reach.targets), whole=reach.whole,
            shown_before={str(w): shown[w] for w in wanted.weeks if w in shown},
            publication=None, undo_of=None, key=wanted.key,
        )  # fmt: skip
        book.add(session, push, [(place, back.get(place)) for place in places])
        if kind is Kind.UPDATE:
            choose(session, release, wanted.weeks)
        deed = "push" if kind is Kind.UPDATE else "try-push"
        detail = f"{in_words(wanted.weeks)} of release {release.number} to "
        audit.record(session, teacher.name, deed, push.name, detail + ", ".join(reach.targets))
        return push.id


def write_undo(
    layout: ClassroomLayout,
    sessions: sessionmaker[Session],
    teacher: Member,
    members: Mapping[str, Member],
    number: int,
) -> int:
    """Note the undo of a push; for one that is undone already, return that undo.

    What everybody sees goes back too, unless another push that stands has brought it as well.

    Raises:
        ClassroomError: `no-such-push`, `not-your-push`, `undo-of-undo`, `push-overtaken`,
            `nothing-before`.
    """
    with sessions.begin() as session:
        push = book.get(session, number)
        rows = book.rows(session, number)
        check_may_act(push, [row.user for row in rows], teacher, members)
        check_can_be_undone(session, push)
        known = book.undo_of(session, number)
        if known is not None:
            return known.id
        held = _call_off(rows)
        back = _ways_back(layout, rows)
        changes = back_to(session, push)
        if not (back or held or changes or push.whole):
            raise ClassroomError(
                "nothing-before",
                f"{in_words(push.weeks).capitalize()} came to these students with this push, "
                "so there is nothing to go back to; what they have stays.",
                409,
            )
        undo = _undo(session, push, teacher.name, back)
        for week, release in changes.items():
            if release is None:
                forget(session, [week])
            else:
                choose(session, Store(layout.releases).get(release), [week])
        audit.record(session, teacher.name, "undo", push.name, f"by {undo.name}")
        return undo.id


def check_can_be_undone(session: Session, push: Push) -> None:
    """Refuse an undo that would take back what came later.

    Raises:
        ClassroomError: `undo-of-undo`, `push-overtaken`.
    """
    if push.kind == Kind.UNDO:
        raise ClassroomError(
            "undo-of-undo", "This is an undo already: push the release again instead.", 409
        )
    later = book.standing_after(session, push)
    if later is not None:
        raise ClassroomError(
            "push-overtaken",
            f"{later.name} brought the same week to some of these students later: "
            f"undo {later.name} first.",
            409,
        )


def _call_off(rows: Sequence[PushRow]) -> bool:
    """Cancel what waits for its date or was never sent; tell whether there was any."""
    found = [row for row in rows if row.state in UNSENT]
    for row in found:
        row.state = RowState.CANCELLED.value
    return bool(found)


def _ways_back(layout: ClassroomLayout, rows: Sequence[PushRow]) -> dict[book.Place, int]:
    """Return the places that have to go back, each with the publication it had."""
    sent = [row for row in rows if row.publication is not None and row.state != RowState.GONE]
    ways = {(row.user, row.week): row.before for row in sent if row.before is not None}
    there = Published(layout).can_be_read((number, week) for (_, week), number in ways.items())
    return {place: number for place, number in ways.items() if (number, place[1]) in there}


def _undo(session: Session, push: Push, who: str, back: Mapping[tuple[str, int], int]) -> Push:
    undo = Push(
        at=ledger.now(), who=who, kind=Kind.UNDO.value, release=push.release,
        weeks=list(push.weeks), targets=list(push.targets), whole=push.whole,
        shown_before={}, publication=None, undo_of=push.id, key=None,
    )  # fmt: skip
    book.add(session, undo, [(place, None) for place in back])
    session.flush()
    for row in book.rows(session, undo.id):
        row.publication = back[row.user, row.week]
    return undo
