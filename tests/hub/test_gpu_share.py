"""What each part of a pair gets of a card, and is told about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llmhub import recipe
from llmhub.pair import Limits, PairKey, PairSpec, PartSpec
from llmhub.settings import Settings

KEY, LIMITS = PairKey("ada"), Limits(memory=2**30, cpus=1, pids=100)
DEVICES = "nvidia.com/gpu=1,nvidia.com/gpu=0"


def pair(**given: Any) -> PairSpec:
    settings = Settings.model_validate({"state_dir": Path("/srv/lab"), **given})
    notebook = recipe.notebook(settings, KEY, "image", 20007, {}, LIMITS, 1)
    return recipe.pair_spec(settings, KEY, notebook, 1)


def names(part: PartSpec | None) -> list[str]:
    assert part is not None
    return [device.cdi for device in part.devices]


@pytest.mark.parametrize(
    ("given", "notebook", "sidecar"),
    [
        ({}, [], []),
        ({"gpu": "none", "gpu_device": DEVICES}, [], []),
        ({"gpu": "device"}, ["nvidia.com/gpu=all"], ["nvidia.com/gpu=all"]),
        ({"gpu": "device", "gpu_parts": "notebook"}, ["nvidia.com/gpu=all"], []),
        ({"gpu": "device", "gpu_parts": "sidecar"}, [], ["nvidia.com/gpu=all"]),
        (
            {"gpu": "device", "gpu_device": DEVICES},
            ["nvidia.com/gpu=0", "nvidia.com/gpu=1"],
            ["nvidia.com/gpu=0", "nvidia.com/gpu=1"],
        ),
    ],
)
def test_who_gets_the_card(
    given: dict[str, object], notebook: list[str], sidecar: list[str]
) -> None:
    spec = pair(**given)
    assert (names(spec.notebook), names(spec.sidecar)) == (notebook, sidecar)
    assert spec.notebook.environment["LLMHUB_GPU"] == ("device" if notebook else "none")
    for part in (spec.notebook, spec.sidecar):
        assert part is not None
        assert ("CUDA_VISIBLE_DEVICES" in part.environment) is not bool(part.devices)


@pytest.mark.parametrize(
    ("given", "keep_alive", "left"),
    [
        ({}, "5m", None),
        ({"gpu": "device", "gpu_parts": "notebook"}, "5m", None),
        ({"gpu": "device", "gpu_parts": "sidecar"}, "5m", None),
        ({"gpu": "device"}, "2m", 8 * 2**30),
        ({"gpu": "device", "gpu_reserve": "6G"}, "2m", 6 * 2**30),
    ],
)
def test_a_model_server_leaves_room_on_a_card_that_the_notebook_has_too(
    given: dict[str, object], keep_alive: str, left: int | None
) -> None:
    sidecar = pair(**given).sidecar
    assert sidecar is not None
    assert sidecar.environment["OLLAMA_KEEP_ALIVE"] == keep_alive
    told = sidecar.environment.get("OLLAMA_GPU_OVERHEAD")
    assert told == (None if left is None else str(left))
    assert sidecar.environment["OLLAMA_CONTEXT_LENGTH"] == "4096"
