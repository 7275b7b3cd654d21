"""The other tools' configurations of week 4: what the plan says, in their words."""

from __future__ import annotations

import importlib
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml

from tests.labs.student_lab import ROOT

WEEK = ROOT / "labs/week4"
PARAMETERS = 596e6


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as it is imported in week 4's folder."""
    monkeypatch.syspath_prepend(str(WEEK))
    return importlib.import_module("compare_tools")


def plan_for(preset: str, kind: str, half: str = "bfloat16", **more: Any) -> SimpleNamespace:
    """Return what decides about Qwen3-0.6B and the course's data."""
    presets = importlib.import_module("presets")
    chosen = presets.for_model(presets.PRESETS[preset], PARAMETERS, kind)
    named = SimpleNamespace(path="Qwen/Qwen3-0.6B")
    recipe = presets.choose_recipe(PARAMETERS, kind)
    device = SimpleNamespace(kind=kind, half=half)
    given = {"training": [None] * 240, "seed": 0, "steps": -1} | more
    return SimpleNamespace(model=named, preset=chosen, recipe=recipe, device=device, **given)


def test_the_examples_are_what_a_plan_for_qwen_gives(tools: ModuleType) -> None:
    plan = plan_for("cpu", "cpu")
    for settings, name in (
        (tools.trl_settings(plan), "trl-sft.yaml"),
        (tools.axolotl_settings(plan), "axolotl-qlora.yml"),
    ):
        text = (WEEK / "configs" / name).read_text()
        assert yaml.safe_load(text) == settings
        assert name in tools.CONFIGS.values()


@pytest.mark.parametrize(("preset", "batch"), [("16gb", 1), ("24gb", 2), ("h200", 4)])
def test_what_a_card_has_room_for_is_passed_on(tools: ModuleType, preset: str, batch: int) -> None:
    plan = plan_for(preset, "cuda", steps=9, seed=5)
    trl, axolotl = tools.trl_settings(plan), tools.axolotl_settings(plan)
    assert trl["per_device_train_batch_size"] == axolotl["micro_batch_size"] == batch
    steps = {one["gradient_accumulation_steps"] for one in (trl, axolotl)}
    assert steps == {8 // batch}
    assert trl["gradient_checkpointing"] is axolotl["gradient_checkpointing"] is True
    assert trl["max_length"] == axolotl["sequence_len"] == plan.preset.length
    assert trl["optim"] == axolotl["optimizer"] == "paged_adamw_8bit"
    assert trl["bf16"] is axolotl["bf16"] is True
    assert (trl["max_steps"], trl["seed"]) == (axolotl["max_steps"], axolotl["seed"]) == (9, 5)


def test_all_warm_up_for_as_long(tools: ModuleType) -> None:
    presets = importlib.import_module("presets")
    recipe = presets.choose_recipe(3e6, "cpu")
    assert presets.steps_of(240, recipe) == (180, 10)
    assert presets.steps_of(241, recipe) == (186, 10)
    assert presets.steps_of(240, recipe, 9) == (9, 1)
    plan = plan_for("cpu", "cpu")
    assert tools.trl_settings(plan)["warmup_steps"] == 1
    assert tools.axolotl_settings(plan)["warmup_steps"] == 1


def test_without_bfloat16_trl_takes_32_bits_and_axolotl_mixes(tools: ModuleType) -> None:
    plan = plan_for("16gb", "cuda", "float16")
    trl, axolotl = tools.trl_settings(plan), tools.axolotl_settings(plan)
    assert (trl["dtype"], trl["bf16"], trl["fp16"]) == ("float32", False, False)
    assert (axolotl["bf16"], axolotl["fp16"]) == (False, True)
