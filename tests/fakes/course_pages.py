"""The course service's pages and API in the test's own loop, before a hub in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from jupyterhub.services.auth import HubOAuth
from tornado import httpserver
from tornado.testing import bind_unused_port

from classroom.people import Member, Role
from classroom.settings import PREFIX, ClassroomSettings
from classroom.web.app import Application, make_app
from classroom.web.login import ACCESS, ATTEND, TEACH, hub_auth
from classroom.web.shared import Classroom
from tests.fakes.course_hub import FakeHub
from tests.fakes.course_state import Course


class FakeLogin:
    """Knows people by a token that is their name; whatever else login has is the real one's."""

    def __init__(self, real: HubOAuth, hub: FakeHub) -> None:
        self._real, self._hub = real, hub

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def get_user(self, handler: Any, **_: object) -> dict[str, Any] | None:
        """Return the hub's word about the person."""
        handler._token_authenticated = True
        name = handler.request.headers.get("Authorization", "").removeprefix("token ")
        return model(self._hub.people[name]) if name in self._hub.people else None


def model(member: Member) -> dict[str, Any]:
    """Return somebody as the hub describes them."""
    groups = [f"section-{section}" for section in member.sections]
    groups += ["instructors"] if member.role is Role.INSTRUCTOR else []
    scopes = [ACCESS, ATTEND] + ([TEACH] if member.is_teacher else [])
    admin = member.role is Role.ADMIN
    return {
        "kind": "user", "name": member.name, "groups": groups, "admin": admin, "scopes": scopes,
    }  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """The running application."""

    address: str
    application: Application
    client: httpx.AsyncClient

    async def call(self, method: str, path: str, who: str, **more: Any) -> httpx.Response:
        """Send a request as somebody."""
        headers = {"Authorization": f"token {who}"}
        return await self.client.request(method, self.address + path, headers=headers, **more)


@asynccontextmanager
async def course_pages(course: Course, hub: FakeHub) -> AsyncIterator[Pages]:
    """Serve until the block ends."""
    settings = ClassroomSettings(state_dir=course.layout.state_dir, course_timezone="Europe/Berlin")
    classroom = Classroom(settings, course.layout, course.sessions, hub, settings.zone)
    application = make_app(classroom, "token")
    application.settings["hub_auth"] = FakeLogin(hub_auth(settings, "token"), hub)
    socket, port = bind_unused_port()
    server = httpserver.HTTPServer(application)
    server.add_sockets([socket])
    async with httpx.AsyncClient(trust_env=False) as client:
        yield Pages(f"http://127.0.0.1:{port}{PREFIX}", application, client)
    server.stop()
    await server.close_all_connections()
