"""Publish when a date comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from classroom import audit, ledger
from classroom.errors import ClassroomError
from classroom.layout import ClassroomLayout
from classroom.releases.dates import WeekDates, all_dates
from classroom.releases.publication import publish
from classroom.releases.withdrawal import read_record

LONGEST = 60.0
"""Seconds after which the dates are read anew, for somebody may have changed them."""

_log = logging.getLogger(__name__)


def next_moment(dates: Iterable[WeekDates], at: datetime) -> datetime | None:
    """Return when something is shown next, None when nothing is to come."""
    shown = (moment for one in dates for moment in (one.release, one.due, one.solutions))
    return min((moment for moment in shown if moment and moment > at), default=None)


def appeared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what students see now and did not before, by two records of publications.

    Each is a subject and a detail of the audit: a week with its release, or its solutions.
    """
    weeks, old = after.get("weeks") or {}, before.get("weeks") or {}
    found = [(f"week{one}", f"release {weeks[one]}") for one in weeks if one not in old]
    solved = [one for one in after.get("solutions") or () if one not in before.get("solutions", ())]
    return found + [(f"week{one}", "its solutions") for one in solved]


def pause(dates: Iterable[WeekDates], at: datetime) -> float:
    """Return the seconds until the next look: at the next date, or `LONGEST`."""
    moment = next_moment(dates, at)
    if moment is None:
        return LONGEST
    return min(LONGEST, max(0.5, (moment - at).total_seconds()))


async def watch(
    layout: ClassroomLayout,
    ledgers: sessionmaker[Session],
    now: Callable[[], datetime] = ledger.now,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Publish at each date, until it is cancelled; trouble is logged, and tried again."""
    while True:
        try:
            seconds = await asyncio.to_thread(_publish_due, layout, ledgers, now)
        except (ClassroomError, OSError, SQLAlchemyError) as error:
            _log.error("Publishing failed, the next try is in a minute: %s", error)
            seconds = LONGEST
        await sleep(seconds)


def _publish_due(
    layout: ClassroomLayout, ledgers: sessionmaker[Session], now: Callable[[], datetime]
) -> float:
    """Publish what is due, and return the seconds until the next look."""
    at = now()
    before = read_record(layout.course / "current")
    published = publish(layout, ledgers, at)
    if published.changed:
        _log.info("Publication %s is current.", published.name)
        shown = appeared(before, read_record(layout.course / "current"))
        with ledgers.begin() as session:
            for subject, what in shown:
                audit.record(session, audit.SCHEDULE, "publish", subject, what)
    with ledgers() as session:
        return pause(all_dates(session).values(), at)
