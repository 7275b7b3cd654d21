"""A deployed hub, its students and a real browser.

The hub is the one whose state folder LLMHUB_TEST_STATE names; `make test-e2e` deploys it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import docker
import pytest
from docker.errors import ImageNotFound
from playwright.sync_api import Browser, Page, sync_playwright

from llmhub.errors import LabError
from llmhub.ops.context import Context, open_context
from llmhub.ops.hub_api import HubApi
from tests.e2e.people import Student, enrol
from tests.e2e.screen import watch

STATE = "LLMHUB_TEST_STATE"
STAND_IN = "llmhub-test-stand-in:gpu"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def no_thread_left() -> None:
    """The browser's threads end with the last test, not with each."""


@pytest.fixture(scope="session")
def context() -> Context:
    """The deployed hub."""
    if STATE not in os.environ:
        pytest.skip(f"{STATE} names no deployed hub: `make test-e2e` makes one")
    return open_context(Path(os.environ[STATE]))


@pytest.fixture(scope="session")
def api(context: Context) -> Iterator[HubApi]:
    """The hub's API with the operators' token."""
    with HubApi.of(context) as api:
        yield api


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.APIClient]:
    """Docker, for what happens behind the hub's back."""
    client = docker.APIClient(version="auto", timeout=120)
    yield client
    client.close()


@pytest.fixture
def make_student(context: Context, api: HubApi) -> Iterator[Callable[..., Student]]:
    """Make students with a password; they and what they had are removed after the test."""
    made: list[Student] = []

    def make(role: str = "student", group: str = "") -> Student:
        made.append(enrol(context, api, f"s{secrets.token_hex(4)}", role, group))
        return made[-1]

    yield make
    for student in made:
        remove(student)


def remove(student: Student) -> None:
    """Stop the server, remove the account, and the archive of what it had."""
    student.browser.close()
    with suppress(LabError):
        student.api.stop_server(student.name)
    with suppress(LabError):
        told = student.api.call("DELETE", f"/llmhub/people/{student.name}")
        Path(told["archive"]).unlink(missing_ok=True)


@pytest.fixture
def student(make_student: Callable[..., Student]) -> Student:
    """One student with a password."""
    return make_student()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open pages, each in a browser profile of its own; a failed test leaves their pictures."""
    pages: list[Page] = []

    def new(**options: object) -> Page:
        page = chromium.new_context(
            viewport={"width": 1280, "height": 800},
            **options,  # type: ignore[arg-type]
        ).new_page()
        page.set_default_timeout(60_000)
        watch(page)
        pages.append(page)
        return page

    yield new
    for number, page in enumerate(pages):
        folder = Path("build/failures")
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(Exception):
            page.screenshot(path=folder / f"{request.node.name}-{number}.png")
        page.context.close()


@pytest.fixture(scope="session")
def gpu_image(context: Context, engine: docker.APIClient) -> Iterator[str]:
    """The image with the tools for fine-tuning, or what stands in for it here."""
    settings = context.settings
    with suppress(ImageNotFound):
        engine.inspect_image(settings.gpu_image)  # type: ignore[no-untyped-call]
        yield settings.gpu_image
        return
    name, _, tag = STAND_IN.partition(":")
    engine.tag(settings.notebook_image, name, tag)
    yield STAND_IN
    engine.remove_image(STAND_IN)
