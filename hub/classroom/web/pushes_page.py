"""The list of pushes, and the form for a new one."""

from __future__ import annotations

import secrets

from classroom.errors import ClassroomError
from classroom.pushes.targets import EVERYONE, sections
from classroom.web.forms import PushForm
from classroom.web.page import PageHandler
from classroom.web.pushes_api import listed, pushes_of
from classroom.web.releases_api import all_releases


class PushesPage(PageHandler):
    """All pushes."""

    async def get(self) -> None:
        """Show them."""
        heads = await listed(self.classroom, self.member)
        self.page("pushes.html", heads=heads)


class NewPushPage(PageHandler):
    """Choose what to push, and for whom."""

    async def get(self) -> None:
        """Show the form; `release` and `week` in the address are chosen already."""
        release = self.get_query_argument("release", "")
        await self.form(PushForm(release, self.get_query_arguments("week")))

    async def post(self) -> None:
        """Try what it would do; nothing is changed for anybody."""
        said = PushForm(
            release=self.get_body_argument("release", ""),
            weeks=self.get_body_arguments("week"),
            whom=self.get_body_argument("whom", EVERYONE),
            targets=self.get_body_arguments("target"),
            names=self.get_body_argument("names", ""),
        )
        try:
            pushes = pushes_of(self.classroom)
            number = await pushes.start(self.member, said.wanted(), dry_run=True)
        except ClassroomError as error:
            self.set_status(error.status)
            await self.form(said, error)
        else:
            self.redirect(f"p{number}", status=303)

    async def form(self, said: PushForm, problem: ClassroomError | None = None) -> None:
        """Show the form with what was chosen."""
        releases, _ = await self.in_thread(all_releases, self.classroom)
        members = await self.classroom.hub.members()
        self.page(
            "push_new.html",
            releases=releases,
            sections=sections(self.member, members),
            every_week=sorted({week for one in releases for week in one.weeks}),
            said=said,
            problem=problem,
        )


def new_key() -> str:
    """Return a key for a button, so that pressing it twice pushes once."""
    return secrets.token_urlsafe(12)


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"pushes", PushesPage), (r"pushes/new", NewPushPage)]
