"""The dates of the weeks: when each is shown, due and solved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from classroom import audit, ledger
from classroom.errors import ClassroomError
from classroom.people import Member, teaches_everybody
from classroom.releases import publication
from classroom.releases.choice import chosen
from classroom.releases.dates import WeekDates, all_dates, of_week, set_dates
from classroom.releases.moments import Moment, in_zone, parse
from classroom.web.base import ApiHandler
from classroom.web.shared import Classroom

KINDS = ("release", "due", "solutions")
FOR_ALL = (
    "Dates hold for the whole course: an admin, or an instructor without a section, can change "
    "them."
)


class NewDates(BaseModel):
    """The body of `PUT dates/N`; all three, for what is not said is removed."""

    model_config = ConfigDict(extra="forbid")

    release: str | None = None
    due: str | None = None
    solutions: str | None = None


def weeks(classroom: Classroom) -> dict[int, WeekDates]:
    """Return the dates of the weeks that have some or are chosen to be shown."""
    with classroom.sessions() as session:
        dates, shown = all_dates(session), chosen(session)
    return {week: of_week(dates, week) for week in sorted(dates.keys() | shown.keys())}


def check_may_change(member: Member) -> None:
    """Refuse those who teach some students: dates hold for all.

    Raises:
        ClassroomError: `not-your-dates`.
    """
    if not teaches_everybody(member):
        raise ClassroomError(
            "not-your-dates",
            FOR_ALL,
            403,
        )


def change(classroom: Classroom, member: Member, week: int, wanted: NewDates) -> list[str]:
    """Set the dates of a week and publish; return what has to be said about clocks.

    Raises:
        ClassroomError: `not-your-dates`, `bad-date`, `dates-order`, `bad-week`.
    """
    check_may_change(member)
    read = {kind: _moment(classroom, kind, getattr(wanted, kind)) for kind in KINDS}
    moments = {kind: one.at for kind, one in read.items() if one}
    with classroom.sessions.begin() as session:
        set_dates(session, week, WeekDates(**moments))
        detail = ", ".join(f"{kind} {at.isoformat()}Z" for kind, at in moments.items())
        audit.record(session, member.name, "dates", f"week{week}", detail or "none")
    publication.publish(classroom.layout, classroom.sessions)
    return [one.note for one in read.values() if one and one.note]


def _moment(classroom: Classroom, kind: str, text: str | None) -> Moment | None:
    if text is None or not text.strip():
        return None
    return parse(text, classroom.zone, ledger.now(), day_ends=kind == "due")


def told(week: int, dates: WeekDates, classroom: Classroom) -> dict[str, Any]:
    """Return a week's dates as JSON has them: in the course's time zone, with its offset."""

    def local(moment: datetime | None) -> str | None:
        return in_zone(moment, classroom.zone).isoformat() if moment else None

    return {"week": week, **{kind: local(getattr(dates, kind)) for kind in KINDS}}


class DatesHandler(ApiHandler):
    """`GET dates`."""

    async def get(self) -> None:
        """List them."""
        found = await self.in_thread(weeks, self.classroom)
        rows = [told(week, dates, self.classroom) for week, dates in found.items()]
        can_change = teaches_everybody(self.member)
        self.reply({"dates": rows, "zone": str(self.classroom.zone), "can_change": can_change})


class WeekHandler(ApiHandler):
    """`PUT dates/N`."""

    async def put(self, week: str) -> None:
        """Set a week's dates."""
        number, wanted = int(week), self.read(NewDates)
        notes = await self.in_thread(change, self.classroom, self.member, number, wanted)
        found = await self.in_thread(weeks, self.classroom)
        dates = found.get(number, WeekDates())
        self.reply({**told(number, dates, self.classroom), "notes": notes})


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"api/dates", DatesHandler), (r"api/dates/(\d{1,4})", WeekHandler)]
