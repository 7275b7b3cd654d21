"""The service's application in the test's own loop, before a hub that knows some tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from tornado import httpserver
from tornado.testing import bind_unused_port

from classroom.errors import ClassroomError
from classroom.settings import PREFIX, ClassroomSettings
from classroom.web.app import Application, make_app, open_classroom
from classroom.web.base import ApiHandler
from classroom.web.body import LARGE
from classroom.web.login import ATTEND
from classroom.web.page import PageHandler
from classroom.web.shared import Classroom
from tests.fakes.tokens_hub import ACCESS, TEACH, person, tokens_hub

TOKENS = {
    "ada": person("ada", "students", "section-a"),
    "tina": person("tina", "instructors", "section-a", scopes=(ACCESS, ATTEND, TEACH)),
    "tinas-lab": person("tina", "instructors", "section-a"),
    "boss": person("boss", "admins", scopes=("access:services", ATTEND, TEACH)),
    "stranger": person("eve", scopes=()),
    "elsewhere": person("tina", "instructors", scopes=(TEACH, ATTEND)),
    "machine": {"kind": "service", "name": "ops", "scopes": [ACCESS, ATTEND, TEACH]},
}


class Wanted(BaseModel):
    """A body."""

    week: int
    targets: list[str] = []


class EchoHandler(ApiHandler):
    """Says who is there and what came."""

    scope = ATTEND

    def get(self) -> None:
        """Say who is there."""
        sections = sorted(self.member.sections)
        self.reply({"name": self.member.name, "role": self.member.role, "sections": sections})

    def post(self) -> None:
        """Say what came."""
        self.reply(self.read(Wanted).model_dump())


class LargeHandler(ApiHandler):
    """Takes much."""

    max_body = LARGE

    def post(self) -> None:
        """Say how much came."""
        self.reply(len(self.request.body))


class BrokenPage(PageHandler):
    """Fails as its address says."""

    def get(self, how: str) -> None:
        """Fail."""
        if how == "known":
            raise ClassroomError("no-such-week", "There is no week <b>9</b>.", 404)
        raise RuntimeError("the secret of the database")


@dataclass
class Service:
    """The running application."""

    classroom: Classroom
    application: Application
    client: httpx.AsyncClient
    asked: list[str] = field(repr=False)

    async def call(self, method: str, path: str, token: str = "", **more: Any) -> httpx.Response:
        """Send a request."""
        headers = {"Authorization": f"token {token}"} if token else {}
        headers |= more.pop("headers", {})
        return await self.client.request(method, PREFIX + path, headers=headers, **more)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with tokens_hub(TOKENS) as (hub_port, asked):
        settings = ClassroomSettings(
            state_dir=tmp_path, hub_port=hub_port, course_timezone="Europe/Berlin"
        )
        classroom = open_classroom(settings, "the-service")
        application = make_app(classroom, "the-service")
        application.add_handlers(
            ".*",
            [
                (f"{PREFIX}api/echo", EchoHandler),
                (f"{PREFIX}api/large", LargeHandler),
                (f"{PREFIX}broken/(.*)", BrokenPage),
            ],
        )
        socket, port = bind_unused_port()
        server = httpserver.HTTPServer(application, max_body_size=LARGE, max_buffer_size=LARGE)
        server.add_sockets([socket])
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False
        ) as client:
            yield Service(classroom, application, client, asked)
        server.stop()
        await server.close_all_connections()
        await classroom.hub.close()
