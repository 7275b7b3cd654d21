"""Hand-ins for browsers: which weeks have some, and who handed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from classroom.handins.tables import HandIn
from classroom.marking.material import published
from classroom.people import teaches
from classroom.releases.dates import all_dates, of_week
from classroom.web.handins_api import handins_for
from classroom.web.page import PageHandler
from classroom.web.shared import Classroom


def weeks_of(classroom: Classroom) -> list[int]:
    """Return the weeks that students have or have handed in."""
    with classroom.sessions() as session:
        handed_in = set(session.scalars(select(HandIn.week).distinct()))
    return sorted(handed_in | set(published(classroom.layout.course)))


def due_of(classroom: Classroom, week: int) -> datetime | None:
    """Return until when a week's assignment is wanted."""
    with classroom.sessions() as session:
        return of_week(all_dates(session), week).due


class WeeksPage(PageHandler):
    """All weeks."""

    async def get(self) -> None:
        """Show them."""
        weeks = await self.in_thread(weeks_of, self.classroom)
        title = "Hand-ins"
        self.page("weeks.html", weeks=weeks, title=title, path="handins")


class HandinsPage(PageHandler):
    """Who has handed in a week."""

    async def get(self, week: str) -> None:
        """Show it, and who has not."""
        found = await handins_for(self, int(week))
        there = {one.user for one in found}
        members = await self.classroom.hub.members()
        due = await self.in_thread(due_of, self.classroom, int(week))
        missing = sorted(
            one.name
            for one in members.values()
            if one.name not in there and teaches(self.member, one)
        )
        self.page("handins.html", week=int(week), due=due, handins=found, missing=missing)


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"handins", WeeksPage), (r"handins/([1-9]\d?)", HandinsPage)]
