"""What `configure` tells the playbook: words that hold, and which images must be there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.deploys import Deploys


@pytest.fixture
def deploys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deploys:
    return Deploys(tmp_path, monkeypatch)


def test_the_playbook_is_told_which_words_hold(
    deploys: Deploys, capsys: pytest.CaptureFixture[str]
) -> None:
    deploys.run({"notebook": "base-slim", "admin": "ada"})
    deploys.run({"admin": "bob"})
    told: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    small = {"changed": True, "notebook": "base-slim", "gpu_image": False, "gpu_sidecar": True}
    assert told[0] == {**small, "admin": "ada"}
    assert told[1] == {**small, "admin": "bob"}


@pytest.mark.parametrize(
    ("said", "dotenv", "wanted"),
    [
        ({}, "", True),
        ({}, "LLMHUB_GPU_IMAGE_WEEKS=none", False),
        ({}, "LLMHUB_GPU_IMAGE_WEEKS=none\nLLMHUB_GPU_IMAGE_GROUPS=tuesday", True),
        ({}, "LLMHUB_GPU_IMAGE=mine:1", False),  # nothing that we could build
        ({"gpu": "device"}, "", True),
        ({"notebook": "base-slim"}, "", False),
        ({"notebook": "base-slim", "gpu": "device"}, "", False),
        ({"notebook": "base-slim"}, "LLMHUB_GPU_IMAGE_GROUPS=tuesday", True),
    ],
)
def test_the_playbook_is_told_whether_to_make_the_image_for_fine_tuning(
    deploys: Deploys,
    capsys: pytest.CaptureFixture[str],
    said: dict[str, str],
    dotenv: str,
    wanted: bool,
) -> None:
    deploys.run(said, dotenv)
    assert json.loads(capsys.readouterr().out)["gpu_image"] is wanted


@pytest.mark.parametrize(
    ("said", "dotenv", "wanted"),
    [
        ({}, "", True),
        ({"gpu": "device"}, "", True),
        ({"gpu": "device"}, "LLMHUB_GPU_PARTS=sidecar", True),
        ({"gpu": "device"}, "LLMHUB_GPU_PARTS=notebook", False),
        ({}, "LLMHUB_GPU_PARTS=notebook", True),
    ],
)
def test_the_playbook_is_told_whether_model_servers_get_a_card(
    deploys: Deploys,
    capsys: pytest.CaptureFixture[str],
    said: dict[str, str],
    dotenv: str,
    wanted: bool,
) -> None:
    deploys.run(said, dotenv)
    assert json.loads(capsys.readouterr().out)["gpu_sidecar"] is wanted
