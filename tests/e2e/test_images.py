"""Who gets which image and why: by week and group, by nobody's own choice.

The hub is told by its settings and renewed, so none of this needs a second deploy. Where the image
with the tools for fine-tuning is not there, the small notebook's stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docker
import pytest
from playwright.sync_api import Page, expect

from llmhub.image_choice import INSTEAD, USUAL, YOUR_GROUP
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.pair import Part
from tests.e2e.operator import Operator
from tests.e2e.people import Student
from tests.e2e.screen import log_in, picture
from tests.e2e.test_bad_input import changed

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

GROUP = "gpu-image"
WHY = "import os; print(os.environ['LLMHUB_IMAGE_WHY'], os.environ['LLMHUB_GPU'], sep='|')"


def move(api: HubApi, student: Student, group: str) -> None:
    """Put a student into a group of the roster, as `make users UPDATE=1` does."""
    rows = [{"name": student.name, "role": "student", "group": group}]
    api.call("POST", "/llmhub/roster", {"rows": rows, "update": True})


def image_of(engine: docker.APIClient, student: Student) -> str:
    report = engine.inspect_container(student.container(Part.NOTEBOOK))
    return str(report["Config"]["Image"])


def press_start(page: Page, context: Context, student: Student) -> None:
    """Log in and press the button of the start page."""
    log_in(page, context.settings.public_url, student)
    page.goto(f"{context.settings.public_url}/hub/spawn/{student.name}")


def test_the_group_decides_and_the_start_page_says_so(
    make_student: Callable[..., Student],
    new_page: Callable[..., Page],
    context: Context,
    api: HubApi,
    engine: docker.APIClient,
    gpu_image: str,
) -> None:
    chosen, other = make_student(), make_student()
    move(api, chosen, GROUP)
    with changed(context, api, GPU_IMAGE=gpu_image, GPU_IMAGE_GROUPS=GROUP, GPU_IMAGE_WEEKS="none"):
        for student, image, words in (
            (chosen, gpu_image, YOUR_GROUP),
            (other, context.settings.notebook_image, USUAL),
        ):
            page = new_page()
            page.route(re.compile(r"/user/"), lambda route: route.abort())  # stay on the start page
            press_start(page, context, student)
            expect(page.locator("#lab-note")).to_have_text(words, timeout=60_000)
            picture(page, f"image-{'gpu' if student is chosen else 'base'}")
            student.login()
            student.open_lab()
            assert image_of(engine, student) == image
            assert student.cell(WHY).strip() == f"{words}|none"
        move(api, chosen, "")
        assert image_of(engine, chosen) == gpu_image  # nothing changes under a running lab
        api.stop_server(chosen.name)
        chosen.login()
        chosen.open_lab()
        assert image_of(engine, chosen) == context.settings.notebook_image


def test_nobody_chooses_an_image(
    student: Student, context: Context, api: HubApi, engine: docker.APIClient, gpu_image: str
) -> None:
    """Neither by the page's address nor by the request that the page sends."""
    student.login()
    student.browser.get(f"/hub/spawn/{student.name}?image={gpu_image}")
    student.follow()
    assert image_of(engine, student) == context.settings.notebook_image
    api.stop_server(student.name)
    wish = {"image": gpu_image, "profile": "gpu", "allowed_images": [gpu_image]}
    student.browser.send("POST", f"/hub/api/users/{student.name}/server", wish)
    student.follow()
    assert image_of(engine, student) == context.settings.notebook_image


def test_an_image_that_is_missing_breaks_no_class(
    student: Student, context: Context, api: HubApi, engine: docker.APIClient, tmp_path: Path
) -> None:
    missing = "llmhub/never-built:1"
    week = str(context.settings.week)
    with changed(context, api, GPU_IMAGE=missing, GPU_IMAGE_WEEKS=week):
        student.login()
        events = student.start()
        assert events[-1].get("ready"), events
        assert INSTEAD in [event.get("note") for event in events]
        assert image_of(engine, student) == context.settings.notebook_image
        student.browser.get(f"{student.prefix}lab")
        assert student.cell(WHY).strip() == f"{INSTEAD}|none"
        told = Operator(context, tmp_path).types("make doctor")
        assert re.search(rf"\[WARN\].*{missing} is missing.*\[gpu-image-missing\]", told)
        log = engine.logs(f"{context.settings.name}-hub-1", tail=200).decode()
        assert re.search(rf"{student.name} is started with .*{missing} is not on this host", log)
