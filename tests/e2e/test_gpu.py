"""Who gets which image and why, and labs with a graphics card: a fake one, for Docker's real CDI.

The hub is told by its settings and renewed, so none of this needs a second deploy. Where the image
with the tools for fine-tuning is not there, the small notebook's stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import docker
import pytest
from docker.errors import ImageNotFound
from playwright.sync_api import Page, expect

from llmhub.errors import LabError
from llmhub.image_choice import CARD, INSTEAD, USUAL, YOUR_GROUP
from llmhub.ops import rehearsal
from llmhub.ops.context import Context, open_context
from llmhub.ops.hub_api import HubApi
from llmhub.ops.rehearsal import Rehearsal
from llmhub.pair import Part
from tests.e2e.operator import Operator
from tests.e2e.people import Student
from tests.e2e.screen import log_in, picture
from tests.e2e.test_bad_input import changed
from tests.fakes.fake_card import fake_card

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

GROUP, EVERY_WEEK = "gpu-image", "1,2,3,4,5,6,7"
STAND_IN = "llmhub-test-stand-in:gpu"
WHY = "import os; print(os.environ['LLMHUB_IMAGE_WHY'], os.environ['LLMHUB_GPU'], sep='|')"
# What stands in for the tuning: a model of another name, and words on the way.
TUNED = "rehearsed-tuned"
TUNE = f"""python - <<'END'
import json, os, ollama
roles = json.load(open(os.environ["LLMLAB_MODELS"]))["roles"]
print("tuning on card", os.environ["FAKE_GPU"])
ollama.copy(roles["chat-small" if "chat-small" in roles else "chat"]["ollama"], "{TUNED}")
END"""


@pytest.fixture(scope="module")
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


def move(api: HubApi, student: Student, group: str) -> None:
    """Put a student into a group of the roster, as `make users UPDATE=1` does."""
    rows = [{"name": student.name, "role": "student", "group": group}]
    api.call("POST", "/llmhub/roster", {"rows": rows, "update": True})


def image_of(engine: docker.APIClient, student: Student) -> str:
    report = engine.inspect_container(student.container(Part.NOTEBOOK))
    return str(report["Config"]["Image"])


def card(name: str) -> dict[str, str]:
    """Return the settings that hand a device to both parts of each lab."""
    return {"GPU": "device", "GPU_DEVICE": name}


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


def test_a_hub_with_a_card_hands_it_out_and_week_4_can_be_rehearsed(
    student: Student,
    context: Context,
    api: HubApi,
    engine: docker.APIClient,
    gpu_image: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    image = {"GPU_IMAGE": gpu_image, "GPU_IMAGE_WEEKS": EVERY_WEEK}
    with fake_card() as kind, changed(context, api, **card(f"{kind}=0"), **image):
        student.login()
        student.open_lab()
        assert student.cell(WHY).strip() == f"{CARD}|device"
        for part in Part:
            made = engine.exec_create(student.container(part), ["ls", "/dev/nvidia0"])
            assert engine.exec_start(made["Id"]).strip() == b"/dev/nvidia0"
        capsys.readouterr()
        rehearsal.run(open_context(context.settings.state_dir), Rehearsal(TUNE, TUNED))
    told = capsys.readouterr().out
    for words in ("/dev/nvidia0", "tuning on card 0", f"{TUNED} answers"):
        assert words in told
    assert len(re.findall(r"(?m)^\[OK\].* \(\d+\.\d s\)$", told)) >= 8, told
    assert "smoketest" not in [one["name"] for one in api.call("GET", "/llmhub/people")]


def test_a_rehearsal_that_fails_says_how_and_leaves_nobody(
    context: Context, api: HubApi, capsys: pytest.CaptureFixture[str]
) -> None:
    image = {"GPU_IMAGE_WEEKS": EVERY_WEEK}
    with fake_card() as kind, changed(context, api, **card(f"{kind}=0"), **image):
        hub = open_context(context.settings.state_dir)
        with pytest.raises(LabError, match="status 3") as caught:
            rehearsal.run(hub, Rehearsal("echo out of memory; exit 3", TUNED))
    assert caught.value.code == "rehearsal-tuning"
    assert "out of memory" in capsys.readouterr().out
    assert "smoketest" not in [one["name"] for one in api.call("GET", "/llmhub/people")]


def test_a_card_that_docker_does_not_know_is_a_sentence(
    student: Student, context: Context, api: HubApi, tmp_path: Path
) -> None:
    unknown = "never-there.test/gpu=0"
    with changed(context, api, **card(unknown), GPU_IMAGE_WEEKS=EVERY_WEEK):
        student.login()
        last = student.start()[-1]
        assert last["failed"]
        assert "[device-missing]" in str(last["message"])
        told = Operator(context, tmp_path).types("make doctor", succeeds=False)
        assert re.search(rf"\[FAIL\].* {unknown};.*\[device-missing\]", told)
        hub = open_context(context.settings.state_dir)
        with pytest.raises(LabError) as caught:
            rehearsal.run(hub, Rehearsal())
        assert caught.value.code == "device-missing"


@pytest.mark.runs("make rehearse-gpu")
def test_without_a_card_nothing_is_rehearsed(context: Context, tmp_path: Path) -> None:
    told = Operator(context, tmp_path).types("make rehearse-gpu", succeeds=False)
    assert "hands no graphics card to its notebooks" in told
    assert "[no-gpu]" in told
