"""Questions as JSON has them. Pure, over what the library found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from classroom.handins.receive import shown
from classroom.help.state import TIME, is_wanted, state_of
from classroom.help.tables import HelpLook, HelpRequest
from classroom.people import Member, teaches


def told(
    request: HelpRequest,
    at: datetime,
    zone: ZoneInfo,
    looked: Iterable[HelpLook] = (),
    may_look: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a question; nothing of the file itself."""
    return {
        "id": request.id,
        "user": request.user,
        "path": request.path,
        "words": request.words,
        "state": str(state_of(request, at)),
        **_moment("at", request.asked_at, zone),
        **_moment("until", request.consent_until, zone),
        "wanted": is_wanted(request, at) or request.wanted_at is not None,
        "wanted_by": request.wanted_by,
        **_moment("copy_at", request.copy_at, zone),
        "may_look": list(may_look),
        "looked": [{"who": one.who, **_moment("at", one.at, zone)} for one in looked],
        **_moment("ended_at", request.ended_at, zone),
        "ended_by": request.ended_by,
        "answer": request.answer,
    }


def answers(ended: Iterable[HelpRequest], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return what instructors answered, as a student is told of it."""
    return [
        {
            "id": one.id,
            "path": one.path,
            "words": one.answer,
            "by": one.ended_by,
            **_moment("at", one.ended_at, zone),
        }
        for one in ended
        if one.ended_by not in (one.user, TIME)
    ]


def teachers_of(student: Member, members: Mapping[str, Member]) -> list[str]:
    """Return who may look at a student's file, by name."""
    return sorted(name for name, one in members.items() if teaches(one, student))


def waits(asked: datetime, at: datetime) -> str:
    """Return for how long somebody waits.

    >>> waits(datetime(2026, 5, 4, 7), datetime(2026, 5, 4, 8, 30))
    '1 h 30 min'
    """
    minutes = max(int((at - asked).total_seconds()) // 60, 0)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _moment(name: str, at: datetime | None, zone: ZoneInfo) -> dict[str, str | None]:
    if at is None:
        return {name: None, f"{name}_local": None}
    return {name: f"{at.isoformat(timespec='seconds')}Z", f"{name}_local": shown(at, zone)}
