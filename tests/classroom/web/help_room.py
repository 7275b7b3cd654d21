"""What tests of help over HTTP share: the service, a hub, and students who ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from classroom.help.tables import HelpRequest
from classroom.ledger import now
from tests.classroom.help.room import LAB, PEOPLE, notebook, sent
from tests.fakes.course_hub import FakeHub
from tests.fakes.course_pages import Pages, course_pages
from tests.fakes.course_state import Course, open_course


class HelpRoom:
    """The service, and how a student asks it."""

    def __init__(self, course: Course, hub: FakeHub, pages: Pages) -> None:
        self.course, self.hub, self.pages = course, hub, pages

    async def call(self, who: str, method: str, path: str, body: Any = None) -> Any:
        """Return {"status"} and the answer."""
        answer = await self.pages.call(method, f"api/{path}", who, json=body or {})
        return answer.json() | {"status": answer.status_code}

    async def page(self, who: str, path: str) -> tuple[int, str]:
        answer = await self.pages.call("GET", path, who)
        return answer.status_code, answer.text

    async def post(self, who: str, path: str, **fields: str) -> int:
        """Send a form."""
        answer = await self.pages.call("POST", path, who, data=fields)
        return answer.status_code

    async def allowed(self, who: str = "ada", path: str = LAB, data: bytes = b"") -> int:
        number: int = (await self.call(who, "POST", "help", {"path": path, "words": "Why?"}))["id"]
        await self.call(who, "POST", f"help/{number}/consent")
        copy = sent(data or notebook(), b"printed by the app")
        assert (await self.call(who, "PUT", f"help/{number}/copy", copy))["status"] == 200
        return number

    def over(self, number: int) -> None:
        """Let the hour be over."""
        with self.course.sessions.begin() as session:
            session.get_one(HelpRequest, number).consent_until = now() - timedelta(seconds=1)


@asynccontextmanager
async def help_room(folder: Path) -> AsyncIterator[HelpRoom]:
    """Open it until the block ends."""
    course, hub = open_course(folder), FakeHub(dict(PEOPLE))
    async with course_pages(course, hub) as pages:
        yield HelpRoom(course, hub, pages)
