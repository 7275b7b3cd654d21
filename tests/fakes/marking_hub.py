"""The real course service in a thread, and beside it what of a hub it asks for.

Everybody's token is their name followed by `-teach`, as made at the staff address, or by `-lab`,
as in a lab.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
from tornado import httpserver, web
from tornado.netutil import bind_sockets

from classroom.marking.runs import Place, work
from classroom.settings import ClassroomSettings
from classroom.web.app import make_app, open_classroom
from classroom.web.body import LARGE
from classroom.web.login import ACCESS, ATTEND, TEACH
from classroom.web.shared import Classroom
from tests.fakes.marking_jobs import MarkingJobs, Run

TOKEN = "the-services-own"
TIMEOUT = 30


class HubHandler(BaseHTTPRequestHandler):
    """Who somebody is, and who is in the course."""

    groups: ClassVar[Mapping[str, list[str]]] = {}

    def do_GET(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("token ")
        name, _, kind = token.partition("-")
        if self.path.startswith("/hub/api/users"):
            every = [{"name": name, "groups": own} for name, own in self.groups.items()]
            self._answer(every if token == TOKEN else None)
        else:
            known = name in self.groups and kind in ("teach", "lab")
            self._answer(self._model(name, kind) if known else None)

    def _model(self, name: str, kind: str) -> dict[str, Any]:
        groups = self.groups[name]
        teaches = kind == "teach" and "instructors" in groups
        scopes = [ACCESS, ATTEND, *([TEACH] if teaches else [])]
        return {"kind": "user", "name": name, "groups": groups, "scopes": scopes}

    def _answer(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(403 if told is None else 200)
        self.send_header("X-JupyterHub-Version", "6.1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class MarkingService:
    """A running service."""

    url: str
    classroom: Classroom

    def call(self, who: str, method: str, path: str, body: object = None) -> httpx.Response:
        """Call the API, as `ines-teach` or `ada-lab`."""
        return self.request(who, method, f"api/{path}", body)

    def request(self, who: str, method: str, path: str, body: object = None) -> httpx.Response:
        headers = {"Authorization": f"token {who}"}
        with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
            return client.request(method, f"{self.url}{path}", json=body, headers=headers)


@contextmanager
def marking_service(
    state: Path, groups: Mapping[str, list[str]], run: Run
) -> Iterator[MarkingService]:
    """Serve until the block ends; jobs do what `run` does."""
    handler = type("Hub", (HubHandler,), {"groups": groups})
    hub = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub_thread = threading.Thread(target=hub.serve_forever)
    hub_thread.start()
    serving = _Serving(state, hub.server_port, run)
    thread = threading.Thread(target=lambda: asyncio.run(serving.serve()))
    thread.start()
    try:
        assert serving.up.wait(TIMEOUT), "the service did not begin"
        assert serving.service
        yield serving.service
    finally:
        serving.end()
        thread.join(TIMEOUT)
        hub.shutdown()
        hub_thread.join(TIMEOUT)
        hub.server_close()


class _Serving:
    """The service's own event loop."""

    def __init__(self, state: Path, hub_port: int, run: Run) -> None:
        self.settings = ClassroomSettings(
            state_dir=state, hub_port=hub_port, course_timezone="Europe/Berlin"
        )
        self.run, self.up = run, threading.Event()
        self.service: MarkingService | None = None

    async def serve(self) -> None:
        """Serve, and run tests, until `end` is called."""
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        classroom = open_classroom(self.settings, TOKEN)
        server, port = _listen(make_app(classroom, TOKEN))
        jobs = MarkingJobs(classroom.layout.jobs, self.run)
        place = Place(classroom.layout, classroom.sessions, jobs, pause=0.05)
        working = asyncio.create_task(work(place))
        address = f"http://127.0.0.1:{port}/services/course/"
        self.service = MarkingService(address, classroom)
        self.up.set()
        await self.stop.wait()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        server.stop()
        await server.close_all_connections()
        await classroom.hub.close()

    def end(self) -> None:
        """End it, from another thread."""
        self.loop.call_soon_threadsafe(self.stop.set)


def _listen(app: web.Application) -> tuple[httpserver.HTTPServer, int]:
    sockets = bind_sockets(0, "127.0.0.1")
    server = httpserver.HTTPServer(app, max_body_size=LARGE, max_buffer_size=LARGE)
    server.add_sockets(sockets)
    return server, int(sockets[0].getsockname()[1])
