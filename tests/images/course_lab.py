"""A lab that talks to a course service: how tests start one, and how a page asks it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.stages import ROOT
from tests.fakes import course_api
from tests.fakes.course_api import ATTEND, LOGIN, Answer, CourseService
from tests.labsync.homes import World

DOWN = Answer(503, {"message": "starting"})


@dataclass
class CourseLab:
    """A running lab, its home and course, and the service."""

    port: int
    world: World
    service: CourseService

    @property
    def home(self) -> Path:
        return self.world.home

    def send(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request as it is said; return status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        try:
            connection.request(method, f"/llmhub/course/{path}", data, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask as somebody who is logged in; return status and answer."""
        status, _, data = self.send(method, path, body, Authorization=f"token {LOGIN}")
        assert ATTEND.encode() not in data
        return status, json.loads(data)

    def good(self, method: str, path: str, body: object = None) -> Any:
        status, answer = self.ask(method, path, body)
        assert status == 200, answer
        return answer


@contextmanager
def course_lab(folder: Path) -> Iterator[CourseLab]:
    """Start a lab of somebody who has handed nothing in yet."""
    world = World(folder / "world")
    with (
        course_api.serve() as service,
        socket.create_server(("127.0.0.1", 0)) as listening,
        (folder / "log").open("wb") as log,
    ):
        lab = CourseLab(listening.getsockname()[1], world, service)
        with subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.fakes.course_lab", str(listening.fileno())),
                *(str(world.home), str(world.current)),
            ],
            cwd=ROOT,
            pass_fds=[listening.fileno()],
            env={
                **{key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ},
                "PYTHONPATH": os.pathsep.join(str(ROOT / one) for one in (".", "images/base")),
                "HOME": str(folder),
                "LLMHUB_COURSE_URL": service.url,
                "JUPYTERHUB_API_TOKEN": ATTEND,
            },
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n", (folder / "log").read_text()
                yield lab
            finally:
                process.terminate()
        assert ATTEND not in (folder / "log").read_text()
