"""The settings of week 4's runs: which presets suit which machine, and which numbers can be."""

import importlib
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from llmlab.errors import LabError

GIB = 2**30


@pytest.mark.parametrize(
    ("parameters", "kind", "batch"), [(3e6, "cpu", 8), (6e8, "cpu", 2), (6e8, "cuda", 8)]
)
def test_a_processor_computes_few_examples_of_a_real_model_at_once(
    presets: Any, parameters: float, kind: str, batch: int
) -> None:
    chosen = presets.for_model(presets.PRESETS["cpu"], parameters, kind)
    assert (chosen.batch, chosen.batch * chosen.accumulation) == (batch, presets.STEP)


@pytest.mark.parametrize(
    ("wanted", "kind", "gib", "name"),
    [
        ("auto", "cpu", 4, "cpu"),
        ("auto", "cuda", 15.6, "16gb"),
        ("auto", "cuda", 23.6, "24gb"),
        ("auto", "cuda", 79, "h200"),
        ("cpu", "cuda", 79, "cpu"),
    ],
)
def test_the_preset_follows_the_machine(
    presets: Any, wanted: str, kind: str, gib: float, name: str
) -> None:
    assert presets.choose_preset(wanted, kind, int(gib * GIB)).name == name


def test_every_preset_makes_steps_of_the_same_size(presets: Any) -> None:
    changed = [replace(one, batch=2) for one in presets.PRESETS.values()]
    together = {one.batch * one.accumulation for one in [*presets.PRESETS.values(), *changed]}
    assert together == {presets.STEP} == {8}


@pytest.mark.parametrize(
    ("seed", "steps", "changes"),
    [
        *((0, -1, {"batch": size}) for size in (0, -3, 3, 16)),
        *((0, -1, {"length": size}) for size in (0, -1, 15)),
        (-1, -1, {}),
        (0, 0, {}),
        (0, -2, {}),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    lesson: ModuleType, seed: int, steps: int, changes: dict[str, int]
) -> None:
    limits = importlib.import_module("limits")
    with pytest.raises(LabError, match="Take ") as caught:
        limits.check_settings(seed, steps, changes)
    assert caught.value.code == "TUNE-SETTING"


@pytest.mark.parametrize("changes", [{}, {"batch": 1}, {"batch": 8, "length": 16}])
def test_numbers_that_can_be_are_taken(lesson: ModuleType, changes: dict[str, int]) -> None:
    importlib.import_module("limits").check_settings(0, -1, changes)
    importlib.import_module("limits").check_settings(7, 9, changes)


def test_small_models_get_larger_steps_and_processors_fewer(presets: Any) -> None:
    tiny, small = (presets.choose_recipe(size, "cpu") for size in (3e6, 6e8))
    assert tiny.learning_rate > small.learning_rate
    assert tiny.epochs > presets.choose_recipe(6e8, "cuda").epochs > small.epochs
