"""Labs with a graphics card: a fake one, for Docker's real CDI.

The hub is told by its settings and renewed, so none of this needs a second deploy. Where the image
with the tools for fine-tuning is not there, the small notebook's stands in for it.
"""

from __future__ import annotations

import re
from pathlib import Path

import docker
import pytest

from llmhub.errors import LabError
from llmhub.image_choice import CARD
from llmhub.ops import rehearsal
from llmhub.ops.context import Context, open_context
from llmhub.ops.hub_api import HubApi
from llmhub.ops.rehearsal import Rehearsal
from llmhub.pair import Part
from tests.e2e.conftest import STAND_IN
from tests.e2e.operator import Operator
from tests.e2e.people import Student
from tests.e2e.test_bad_input import changed
from tests.fakes.fake_card import fake_card

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

EVERY_WEEK = "1,2,3,4,5,6,7"
WHY = "import os; print(os.environ['LLMHUB_IMAGE_WHY'], os.environ['LLMHUB_GPU'], sep='|')"
# The rehearsal's own line, but for the preset: a fake card calculates nothing.
ON_CARD = "echo tuning on card $FAKE_GPU; "
TUNE = ON_CARD + rehearsal.COMMAND.replace("16gb", "cpu")
# What stands in for it where the tools for fine-tuning are not there.
STAND_IN_TUNE = f"""{ON_CARD}python - <<'END'
import json, os, ollama
roles = json.load(open(os.environ["LLMLAB_MODELS"]))["roles"]
ollama.copy(roles["chat-small" if "chat-small" in roles else "chat"]["ollama"], "{rehearsal.MODEL}")
END"""


def card(name: str) -> dict[str, str]:
    """Return the settings that hand a device to both parts of each lab."""
    return {"GPU": "device", "GPU_DEVICE": name}


@pytest.mark.timeout(900)  # the whole of week 4's demo runs in it
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
        line = STAND_IN_TUNE if gpu_image == STAND_IN else TUNE
        rehearsal.run(open_context(context.settings.state_dir), Rehearsal(line))
    told = capsys.readouterr().out
    for words in ("/dev/nvidia0", "tuning on card 0", f"{rehearsal.MODEL} answers"):
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
            rehearsal.run(hub, Rehearsal("echo out of memory; exit 3"))
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
