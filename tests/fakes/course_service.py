"""Start the real course service beside a running hub."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.fakes.enrolled_hub import Enrolled, enrolled_hub
from tests.fakes.running_hub import START, TIMEOUT, Hub


@dataclass(frozen=True)
class CourseService:
    """A running service: `labs` is its address for labs."""

    labs: str
    log: Path

    def call(
        self, method: str, path: str, token: str = "", body: object = None
    ) -> requests.Response:
        """Call the API as a program in a lab does."""
        headers = {"Authorization": f"token {token}"} if token else {}
        url = f"{self.labs}/api/{path}"
        return requests.request(method, url, json=body, headers=headers, timeout=TIMEOUT)


@dataclass(frozen=True)
class Course:
    """A hub with its people, and the service beside it."""

    lab: Enrolled
    service: CourseService

    @property
    def staff(self) -> str:
        """The staff address."""
        return self.lab.hub.staff

    def server_token(self, name: str) -> str:
        """Start somebody's lab and return the token that lies in it."""
        students = self.lab.hub.students
        self.lab.at_students(name).fetch("POST", f"{students}/hub/api/users/{name}/server", {})
        return (self.lab.hub.state / "pages" / f"{name}.token").read_text()


@contextmanager
def course_beside_hub(state: Path) -> Iterator[Course]:
    """Run a hub with everybody enrolled, and the service beside it."""
    with enrolled_hub(state) as lab, course_service(lab.hub) as service:
        yield Course(lab, service)


@contextmanager
def course_service(hub: Hub) -> Iterator[CourseService]:
    """Run the service until the block ends."""
    environment = {
        **hub.environment,
        "LLMHUB_GATEWAY": "127.0.0.1",
        "LLMHUB_COURSE_TOKEN_FILE": str(hub.state / "secrets" / "course_token"),
    }
    address = f"http://127.0.0.1:{hub.environment['LLMHUB_COURSE_PORT']}/services/course"
    service = CourseService(address, hub.state / "course.log")
    command = [sys.executable, "-m", "classroom", "serve"]
    with service.log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=hub.state, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until_up(process, service)
        yield service
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(process: subprocess.Popen[bytes], service: CourseService) -> None:
    """Return when it answers; fail with the end of the log if it ends."""
    deadline = time.monotonic() + START
    while True:
        try:
            requests.get(f"{service.labs}/health", timeout=2).raise_for_status()
            return
        except requests.RequestException:
            if process.poll() is not None or time.monotonic() > deadline:
                told = service.log.read_text()[-4000:]
                raise AssertionError(f"the course service is not up:\n{told}") from None
            time.sleep(0.1)
