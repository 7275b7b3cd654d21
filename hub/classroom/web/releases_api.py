"""Releases: which there are, and making one of a source."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel

from classroom.releases.choice import chosen
from classroom.releases.store import Release, Store
from classroom.web.base import ApiHandler, CourseHandler
from classroom.web.making import Makings
from classroom.web.shared import Classroom
from classroom.web.source_wish import AnySource

_WAIT = 20.0  # seconds for which a request waits for its release


class NewRelease(BaseModel):
    """The body of `POST releases`."""

    source: AnySource


def makings(handler: CourseHandler) -> Makings:
    """Return the application's releases that are being made."""
    found: Makings = handler.settings.setdefault("makings", Makings())
    return found


def all_releases(classroom: Classroom) -> tuple[list[Release], dict[int, list[int]]]:
    """Return the releases, the newest first, and release -> weeks that students see of it."""
    with classroom.sessions() as session:
        shown = chosen(session)
    weeks: dict[int, list[int]] = {}
    for week, release in sorted(shown.items()):
        weeks.setdefault(release, []).append(week)
    return Store(classroom.layout.releases).all(), weeks


def told(release: Release, shown: list[int]) -> dict[str, Any]:
    """Return a release as JSON has it, without its files."""
    return {
        "release": release.number,
        "at": f"{release.made_at.isoformat()}Z",
        "by": release.by,
        "kind": release.kind.value,
        "source": release.source,
        "weeks": list(release.weeks),
        "shown": shown,
        "warnings": list(release.warnings),
    }


class ReleasesHandler(ApiHandler):
    """`GET releases`, `POST releases`."""

    async def get(self) -> None:
        """List them, and those that are being made or were refused."""
        releases, shown = await self.in_thread(all_releases, self.classroom)
        found = [told(one, shown.get(one.number, [])) for one in releases]
        making = [one.told() for one in makings(self).newest()]
        self.reply({"releases": found, "making": making})

    async def post(self) -> None:
        """Make one; answer when it is made or refused, or 202 when that takes longer."""
        wanted = self.read(NewRelease)
        one = await makings(self).begin(self.classroom, wanted.source, self.member.name)
        if one.task is not None:
            await asyncio.wait([one.task], timeout=_WAIT)
        if one.error:
            raise one.error
        status = 202 if one.state == "running" else 201 if one.state == "made" else 200
        said = {key: value for key, value in one.told().items() if value is not None}
        self.reply(said, status)


class ReleaseHandler(ApiHandler):
    """`GET releases/N`."""

    async def get(self, number: str) -> None:
        """Tell one, with its files."""
        store = Store(self.classroom.layout.releases)
        release = await self.in_thread(store.get, int(number))
        _, shown = await self.in_thread(all_releases, self.classroom)
        files = sorted(release.files)
        self.reply({**told(release, shown.get(release.number, [])), "files": files})


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"api/releases", ReleasesHandler), (r"api/releases/(\d{1,6})", ReleaseHandler)]
