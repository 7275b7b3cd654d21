"""The forecast of week 4: published models by the numbers that are known of them."""

import importlib
from types import ModuleType
from typing import Any

import pytest

from tests.labs.student_lab import ROOT

LLAMA_8B = {
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "intermediate_size": 14336,
    "vocab_size": 128256,
}
QWEN_SMALL = {
    "hidden_size": 1024,
    "num_hidden_layers": 28,
    "num_attention_heads": 16,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "intermediate_size": 3072,
    "vocab_size": 151936,
    "tie_word_embeddings": True,
}
GB, GIB = 1e9, 2**30


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as it is imported in week 4's folder."""
    monkeypatch.syspath_prepend(str(ROOT / "labs/week4"))
    return importlib.import_module("forecast")


@pytest.fixture
def presets(lesson: ModuleType) -> Any:
    return importlib.import_module("presets")


def test_llamas_published_sizes_come_out(lesson: ModuleType) -> None:
    shape = lesson.read_shape(LLAMA_8B)
    assert shape.linear == 6_979_321_856
    assert shape.embeddings == 2 * 525_336_576
    assert shape.parameters == pytest.approx(8.03e9, rel=0.001)  # its model card: 8.03 billion
    assert shape.adapter(16) == 41_943_040
    assert lesson.NF4_BYTES * shape.linear == pytest.approx(3.60 * GB, rel=0.01)


def test_tied_embeddings_and_wide_heads_count(lesson: ModuleType) -> None:
    shape = lesson.read_shape(QWEN_SMALL)
    assert (shape.attention, shape.keys) == (2048, 1024)
    assert shape.parameters == pytest.approx(0.596e9, rel=0.01)  # its model card: 0.6 billion


@pytest.mark.parametrize(("preset", "goal"), [("16gb", 12), ("24gb", 16), ("h200", 20)])
def test_a_preset_fits_its_card(lesson: ModuleType, presets: Any, preset: str, goal: int) -> None:
    shape = lesson.read_shape(LLAMA_8B)
    recipe = presets.choose_recipe(shape.parameters, "cuda")
    parts = lesson.memory_parts(shape, presets.PRESETS[preset], recipe, "cuda")
    assert 7 * GB < sum(parts.values()) < goal * GIB


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
    assert {one.batch * one.accumulation for one in presets.PRESETS.values()} == {8}


def test_advice_names_settings_that_fit(lesson: ModuleType, presets: Any) -> None:
    shape, preset = lesson.read_shape(LLAMA_8B), presets.PRESETS["h200"]
    recipe = presets.choose_recipe(shape.parameters, "cuda")
    needs = sum(lesson.memory_parts(shape, preset, recipe, "cuda").values())
    assert lesson.advice(shape, preset, recipe, "cuda", 11 * GB) == (
        "Set batch to 1 and length to 1024."
    )
    assert lesson.advice(shape, preset, recipe, "cuda", 4 * GB).startswith("No setting")
    changed, words = lesson.smaller(preset)
    assert words == "batch to 1"
    assert changed.accumulation == 8
    assert sum(lesson.memory_parts(shape, changed, recipe, "cuda").values()) < needs


def test_less_and_less_memory_ends(lesson: ModuleType, presets: Any) -> None:
    preset, words = presets.PRESETS["24gb"], []
    while (step := lesson.smaller(preset)) is not None:
        preset = step[0]
        words.append(step[1])
    assert words[0] == "batch to 1"
    assert preset.length == lesson.SHORTEST
    assert preset.checkpointing


def test_checkpointing_takes_less_memory_and_more_time(lesson: ModuleType, presets: Any) -> None:
    from dataclasses import replace

    shape, kept = lesson.read_shape(LLAMA_8B), replace(presets.PRESETS["24gb"], checkpointing=False)
    again = replace(kept, checkpointing=True)
    assert lesson.activations(shape, again) < lesson.activations(shape, kept) / 3
    assert lesson.seconds(shape, again, 10**6, 1e14) > lesson.seconds(shape, kept, 10**6, 1e14)


def test_small_models_get_larger_steps_and_processors_fewer(presets: Any) -> None:
    tiny, small = (presets.choose_recipe(size, "cpu") for size in (3e6, 6e8))
    assert tiny.learning_rate > small.learning_rate
    assert tiny.epochs > presets.choose_recipe(6e8, "cuda").epochs > small.epochs
