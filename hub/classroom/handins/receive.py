"""Take in what a student hands in, and give a receipt for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.errors import ClassroomError
from classroom.handins.late import is_late, lateness
from classroom.handins.parcel import Parcel, unpack
from classroom.handins.shelf import alone_with, store
from classroom.handins.tables import HandIn, of_user
from classroom.ledger import now

# Far beyond what anybody needs: they keep one student from filling the disk for all.
MOST_NUMBER, MOST_BYTES = 500, 400_000_000


@dataclass(frozen=True)
class Desk:
    """Where hand-ins are taken in, and how times are shown."""

    sessions: sessionmaker[Session]
    handins: Path
    zone: ZoneInfo


@dataclass(frozen=True)
class Week:
    """A week that students have, and until when its assignment is wanted (UTC)."""

    number: int
    due: datetime | None


def known_week(week: int, visible: Collection[int], due: datetime | None) -> Week:
    """Return a week that students have.

    Raises:
        ClassroomError: `no-such-week`; a week to come is not told from one that never comes.
    """
    if week not in visible:
        raise ClassroomError(
            "no-such-week", f"There is no week {week} to hand in. Look at the number.", 404
        )
    return Week(week, due)


def receive(desk: Desk, week: Week, user: str, sent: Any) -> dict[str, Any]:
    """Keep what was sent and return the receipt.

    The same files once more, with nothing else in between, are no new hand-in: the receipt is the
    one that was given, so nobody becomes late by pressing a button twice.

    Raises:
        ClassroomError: what `unpack` and `store` raise, or `handin-space`.
    """
    parcel = unpack(sent)
    # Two at the same moment, as by a button pressed twice, come one after the other.
    with alone_with(desk.handins, week.number, user):
        return receipt(_kept(desk, week, user, parcel), week, desk.zone)


def _kept(desk: Desk, week: Week, user: str, parcel: Parcel) -> HandIn:
    """Return the hand-in that a parcel is, or becomes."""
    with desk.sessions() as session:
        before = of_user(session, user, week.number)
    if before and before[0].sha256 == parcel.sha256:
        return before[0]
    _check_space(parcel, sum(one.bytes for one in before), len(before))
    last = before[0].number if before else 0
    number = store(desk.handins, week.number, user, parcel, last)
    return _note(desk, week, user, parcel, number)


def receipt(handin: HandIn, week: Week, zone: ZoneInfo) -> dict[str, Any]:
    """Return what a student gets as proof; `late` is as it was said at first."""
    return {
        "week": handin.week,
        "number": handin.number,
        "at": _utc(handin.at),
        "at_local": shown(handin.at, zone),
        "due": _utc(week.due) if week.due else None,
        "due_local": shown(week.due, zone) if week.due else None,
        "late": handin.late,
        "late_by": lateness(handin.at, week.due) if handin.late else "",
        "sha256": handin.sha256,
        "bytes": handin.bytes,
        "files": list(handin.files),
    }


def shown(at: datetime, zone: ZoneInfo) -> str:
    """Return a time of the ledger as people of the course read it.

    >>> shown(datetime(2026, 5, 4, 7), ZoneInfo("Europe/Berlin"))
    'Mon 4 May 2026, 09:00 CEST'
    """
    local = at.replace(tzinfo=UTC).astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"


def _utc(at: datetime) -> str:
    return f"{at.isoformat(timespec='seconds')}Z"


def _check_space(parcel: Parcel, kept: int, number: int) -> None:
    if kept + parcel.bytes > MOST_BYTES or number >= MOST_NUMBER:
        raise ClassroomError(
            "handin-space",
            "Nothing was handed in: there is no room left for more hand-ins of this week by you. "
            "What you handed in last counts. Ask your instructor.",
            413,
        )


def _note(desk: Desk, week: Week, user: str, parcel: Parcel, number: int) -> HandIn:
    """Write a hand-in into the ledger, together with the note of who did it."""
    at, hashes = now(), parcel.hashes
    late = is_late(at, week.due)
    handin = HandIn(
        week=week.number,
        user=user,
        number=number,
        at=at,
        sha256=parcel.sha256,
        late=late,
        bytes=parcel.bytes,
        files=[
            {"path": name, "bytes": len(data), "sha256": hashes[name]}
            for name, data in parcel.files.items()
        ],
    )
    with desk.sessions.begin() as session:
        session.add(handin)
        words = f"number {number}, {'late' if late else 'in time'}, {parcel.sha256[:12]}"
        record(session, user, "hand-in", f"week{week.number}", words)
    return handin
