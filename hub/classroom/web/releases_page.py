"""The releases, and the form that makes one."""

from __future__ import annotations

import asyncio

from pydantic import TypeAdapter, ValidationError

from classroom.errors import ClassroomError
from classroom.releases import sources
from classroom.web.page import PageHandler
from classroom.web.releases_api import all_releases, makings
from classroom.web.source_wish import AnySource

_SHORT = 2.0  # seconds; most refusals are known by then
_EXAMPLE = "https://example.org/course.git"


class ReleasesPage(PageHandler):
    """All releases."""

    async def get(self) -> None:
        """Show them."""
        await self.show()

    async def post(self) -> None:
        """Begin to make one."""
        fields = ("kind", "name", "url", "ref")
        said = {name: self.get_body_argument(name, "").strip() for name in fields}
        try:
            one = await makings(self).begin(self.classroom, source_of(said), self.member.name)
        except ClassroomError as error:
            self.set_status(error.status)
            await self.show(said, error)
            return
        if one.task is not None:
            await asyncio.wait([one.task], timeout=_SHORT)
        self.redirect(f"releases#{one.name}", status=303)

    async def show(
        self, said: dict[str, str] | None = None, problem: ClassroomError | None = None
    ) -> None:
        """Show the list and the form."""
        releases, shown = await self.in_thread(all_releases, self.classroom)
        making = makings(self).newest()
        self.page(
            "releases.html",
            releases=releases,
            shown=shown,
            making=making,
            folders=await self.in_thread(sources.names, self.classroom.layout),
            said=said or {"kind": "course", "name": "", "url": "", "ref": ""},
            problem=problem,
            example=_EXAMPLE,
        )


def source_of(said: dict[str, str]) -> AnySource:
    """Return the source that a form names.

    Raises:
        ClassroomError: `bad-request`.
    """
    filled = {key: value for key, value in said.items() if value}
    try:
        adapter: TypeAdapter[AnySource] = TypeAdapter(AnySource)
        return adapter.validate_python(filled)
    except ValidationError:
        raise ClassroomError(
            "bad-request", "Say where the release comes from: choose one, and fill in its fields."
        ) from None


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"releases", ReleasesPage)]
