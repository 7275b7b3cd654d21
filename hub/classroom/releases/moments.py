"""A moment as people write it, in the course's time zone, and as the ledger keeps it: in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from classroom.errors import ClassroomError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"([A-Za-z]+),?\s+(\d{1,2}):(\d{2})")
_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Moment:
    """A moment, and what has to be said about it.

    Attributes:
        at: UTC, without a zone, as the ledger keeps it.
        note: a sentence when a clock that is put forward or back had to be decided about.
    """

    at: datetime
    note: str = ""


def parse(text: str, zone: ZoneInfo, now: datetime, *, day_ends: bool = False) -> Moment:
    """Return the moment that is meant.

    "Mon 09:00" is the next such moment after `now`. A date alone is the beginning of that day, or
    with `day_ends` its last minute, as is meant by a deadline. Without an offset a time is the
    course's own.

    Args:
        text: what was written.
        zone: the course's time zone.
        now: UTC without a zone, as the ledger's.
        day_ends: whether a date alone stands for the end of the day.

    Raises:
        ClassroomError: `bad-date`.
    """
    text = text.strip()
    try:
        weekday = _WEEKDAY.fullmatch(text)
        if weekday:
            return _next(_day(weekday[1]), time(int(weekday[2]), int(weekday[3])), zone, now)
        if _ALONE.fullmatch(text):
            clock = time(23, 59) if day_ends else time(0, 0)
            return _in_years(local(datetime.combine(date.fromisoformat(text), clock), zone))
        written = datetime.fromisoformat(text).replace(microsecond=0)
        if written.tzinfo is None:
            return _in_years(local(written, zone))
        return _in_years(Moment(written.astimezone(UTC).replace(tzinfo=None)))
    except (ValueError, OverflowError) as error:
        raise ClassroomError(
            "bad-date",
            'That is no date. Write "Mon 09:00", "2026-03-30 09:00" or "2026-03-30".',
        ) from error


def local(written: datetime, zone: ZoneInfo) -> Moment:
    """Return the moment at which the course's clock shows `written`.

    A clock that is put forward leaves a time out: the moment is as long after the jump as the
    time lies within it. A clock that is put back shows a time twice: the later one is
    meant, by which nothing is shown too early and nobody is late too early.
    """
    at = (written.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    first, second = (one.replace(tzinfo=None) for one in at)
    if first == second:
        return Moment(first)
    if second > first:
        return Moment(second, f"{written:%H:%M} comes twice that day: the later one is meant.")
    shown = in_zone(first, zone)
    return Moment(first, f"{written:%H:%M} is left out that day: {shown:%H:%M} is meant.")


def in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment of the ledger as the course's clock shows it."""
    return at.replace(tzinfo=UTC).astimezone(zone)


def _day(name: str) -> int:
    """Return the number of a weekday, Monday's being 0."""
    name = name.lower()
    return (_DAYS if name in _DAYS else _LONG).index(name)


def _next(weekday: int, clock: time, zone: ZoneInfo, now: datetime) -> Moment:
    """Return the first such moment after `now`."""
    today = in_zone(now, zone).date()
    days = (today + timedelta(days=count) for count in range(9))
    meant = (local(datetime.combine(day, clock), zone) for day in days if day.weekday() == weekday)
    return next(moment for moment in meant if moment.at > now)


def _in_years(moment: Moment) -> Moment:
    if moment.at.year not in _YEARS:
        raise ValueError("no year of a course")
    return moment
