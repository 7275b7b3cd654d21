"""A running hub with an admin, an instructor and a student, and their browsers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fakes.running_hub import PASSWORD, ROOT, Browser, Hub, free_port, running_hub

PEOPLE = {"boss": "admin", "tina": "instructor", "ada": "student"}


@dataclass
class Enrolled:
    """The hub, and a browser for each address and person: logging in is slow on purpose."""

    hub: Hub
    browsers: dict[tuple[str, str], Browser] = field(default_factory=dict)

    def at(self, address: str, name: str) -> Browser:
        """Return the browser in which `name` is logged in at `address`."""
        if (address, name) not in self.browsers:
            browser = Browser()
            assert browser.log_in(address, name, PASSWORD).status_code == 200
            self.browsers[address, name] = browser
        return self.browsers[address, name]

    def at_students(self, name: str) -> Browser:
        """Return the browser at the students' address."""
        return self.at(self.hub.students, name)

    def at_staff(self, name: str) -> Browser:
        """Return the browser at the staff address."""
        return self.at(self.hub.staff, name)


@contextmanager
def enrolled_hub(state: Path) -> Iterator[Enrolled]:
    """Run a hub with everybody enrolled and the service `grades` beside it."""
    with pytest.MonkeyPatch.context() as environment, service(state) as address:
        environment.setenv("TEST_SERVICE", address)
        with running_hub(state) as hub:
            for name, role in PEOPLE.items():
                Browser().accept(hub.enrol(name, role))
            yield Enrolled(hub)


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """Run a service with a page of its own; yields its address."""
    page = folder / "grades.html"
    page.write_text("everybody's grades")
    port = free_port()
    command = [sys.executable, str(ROOT / "tests/fakes/page_server.py"), str(port), str(page)]
    with subprocess.Popen(command) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
