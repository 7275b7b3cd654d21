"""The weeks' dates as a form."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from classroom.errors import ClassroomError
from classroom.people import teaches_everybody
from classroom.releases.dates import WeekDates
from classroom.releases.moments import in_zone
from classroom.web import forms
from classroom.web.dates_api import FOR_ALL, KINDS, NewDates, change, check_may_change, weeks
from classroom.web.page import PageHandler

_WEEKS = range(1, 8)  # of the course; others appear when they have dates or a release

_TITLES = ("shown from", "due", "solutions from")


class DatesPage(PageHandler):
    """All dates."""

    async def get(self) -> None:
        """Show them."""
        await self.show(saved=self.get_query_argument("saved", ""))

    async def post(self) -> None:
        """Set the dates of one week."""
        check_may_change(self.member)
        said = {kind: self.get_body_argument(kind, "").strip() for kind in KINDS}
        week = self.get_body_argument("week", "")
        try:
            number = forms.number(week, "a week")
            wanted = NewDates(**{kind: text or None for kind, text in said.items()})
            notes = await self.in_thread(change, self.classroom, self.member, number, wanted)
        except ClassroomError as error:
            self.set_status(error.status)
            await self.show(problem=error, said={week: said})
            return
        if notes:
            await self.show(saved=week, notes=notes)
        else:
            self.redirect(f"dates?saved={number}", status=303)

    async def show(
        self,
        saved: str = "",
        notes: list[str] | None = None,
        problem: ClassroomError | None = None,
        said: dict[str, dict[str, str]] | None = None,
    ) -> None:
        """Show the form, with what was written where it is wrong; to some the dates alone."""
        known = await self.in_thread(weeks, self.classroom)
        every, zone, wrong = sorted({*_WEEKS, *known}), self.classroom.zone, said or {}
        self.page(
            "dates.html",
            rows=[
                {
                    "week": week,
                    "dates": known.get(week, WeekDates()),
                    "moments": wrong.get(str(week)) or values(known.get(week), zone),
                }
                for week in every
            ],
            can_change=teaches_everybody(self.member),
            for_all=FOR_ALL,
            kinds=tuple(zip(KINDS, _TITLES, strict=True)),
            saved=saved if saved.isdecimal() else "",
            notes=notes or [],
            problem=problem,
        )


def values(dates: WeekDates | None, zone: ZoneInfo) -> dict[str, str]:
    """Return the dates as the fields of a form have them: in the course's time zone."""
    moments = {kind: getattr(dates or WeekDates(), kind) for kind in KINDS}
    return {
        kind: f"{in_zone(moment, zone):%Y-%m-%dT%H:%M}" if moment else ""
        for kind, moment in moments.items()
    }


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"dates", DatesPage)]
