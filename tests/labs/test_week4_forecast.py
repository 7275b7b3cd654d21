"""The forecast of week 4: published models by the numbers that are known of them."""

from dataclasses import replace
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
    "model_type": "qwen3",
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


def test_llamas_published_sizes_come_out(lesson: ModuleType) -> None:
    shape = lesson.read_shape(LLAMA_8B)
    assert shape.linear == 6_979_321_856
    assert shape.embeddings == 2 * 525_336_576
    assert shape.parameters == pytest.approx(8.03e9, rel=0.001)  # its model card: 8.03 billion
    assert shape.adapter(16) == 41_943_040
    assert not shape.scaled
    assert lesson.NF4_BYTES * shape.linear == pytest.approx(3.60 * GB, rel=0.01)


def test_tied_embeddings_and_wide_heads_count(lesson: ModuleType) -> None:
    shape = lesson.read_shape(QWEN_SMALL)
    assert (shape.attention, shape.keys, shape.scaled) == (2048, 1024, True)
    assert shape.parameters == pytest.approx(0.596e9, rel=0.01)  # its model card: 0.6 billion


@pytest.mark.parametrize(
    ("preset", "half", "goal"),
    [
        ("16gb", "bfloat16", 12),
        ("16gb", "float16", 14),  # such cards have 16 GB
        ("24gb", "bfloat16", 16),
        ("h200", "bfloat16", 20),
    ],
)
def test_a_preset_fits_its_card(
    lesson: ModuleType, presets: Any, preset: str, half: str, goal: int
) -> None:
    shape = lesson.read_shape(LLAMA_8B)
    recipe = presets.choose_recipe(shape.parameters, "cuda")
    parts = lesson.memory_parts(shape, presets.PRESETS[preset], recipe, "cuda", half)
    assert 6 * GB < sum(parts.values()) < goal * GIB


def test_a_real_model_fits_the_labs_of_a_hub_as_it_is(lesson: ModuleType, presets: Any) -> None:
    lab = 4 * GIB - 0.3 * GB  # the notebook server has taken its part
    shape = lesson.read_shape(QWEN_SMALL)
    recipe = presets.choose_recipe(shape.parameters, "cpu")
    preset = presets.for_model(presets.PRESETS["cpu"], shape.parameters, "cpu")
    needs = lesson.forecast(shape, preset, recipe, ("cpu", "bfloat16"), (240 * 256, 2e11))
    assert needs.memory < lesson.ROOM * lab
    assert needs.merging < lesson.ROOM * lab
    assert needs.disk == pytest.approx(3.7 * GB, rel=0.02)
    for name in ("16gb", "24gb", "h200"):  # a card in the machine, the same lab beside it
        preset = presets.PRESETS[name]
        needs = lesson.forecast(shape, preset, recipe, ("cuda", "bfloat16"), (240 * 256, 1e14))
        assert needs.merging < lesson.ROOM * lab


def test_the_chats_base_fits_where_the_run_has_been_tidied_up(
    lesson: ModuleType, presets: Any
) -> None:
    for config in (QWEN_SMALL, LLAMA_8B):
        shape = lesson.read_shape(config)
        for preset in presets.PRESETS.values():
            recipe = presets.choose_recipe(shape.parameters, "cuda")
            needs = lesson.forecast(shape, preset, recipe, ("cuda", "bfloat16"), (1, 1.0))
            gguf = (2 if preset.gguf == "f16" else 1.07) * shape.parameters
            assert needs.disk > 3 * gguf  # the tuned one, the base, and the base on its way
    notebook = (ROOT / "labs/week4/demo.py").read_text()
    assert notebook.index("run.tidy()") < notebook.index("serve_base(plan")


def test_what_is_not_quantised_is_wider_on_a_card_without_bfloat16(
    lesson: ModuleType, presets: Any
) -> None:
    shape, preset = lesson.read_shape(LLAMA_8B), presets.PRESETS["24gb"]
    recipe = presets.choose_recipe(8e9, "cuda")
    half, full = (
        lesson.memory_parts(shape, preset, recipe, "cuda", kind) for kind in ("bfloat16", "float16")
    )
    assert full["weights"] - half["weights"] == 2 * shape.embeddings
    assert full["logits"] - half["logits"] == 2 * shape.vocabulary * shape.hidden
    assert full["adapter and gradients"] == 2 * half["adapter and gradients"]
    assert full["activations"] > 1.5 * half["activations"]


def test_advice_names_settings_that_fit(lesson: ModuleType, presets: Any) -> None:
    shape, preset = lesson.read_shape(LLAMA_8B), presets.PRESETS["h200"]
    recipe = presets.choose_recipe(shape.parameters, "cuda")
    needs = sum(lesson.memory_parts(shape, preset, recipe, "cuda").values())
    device = ("cuda", "bfloat16")
    assert lesson.advice(shape, preset, recipe, device, 8.7 * GB) == (
        "Set batch to 1 and length to 1024."
    )
    assert lesson.advice(shape, preset, recipe, device, 4 * GB).startswith("No setting")
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
    shape, kept = lesson.read_shape(LLAMA_8B), replace(presets.PRESETS["24gb"], checkpointing=False)
    again = replace(kept, checkpointing=True)
    assert lesson.activations(shape, again) < lesson.activations(shape, kept) / 3
    assert lesson.seconds(shape, again, 10**6, 1e14) > lesson.seconds(shape, kept, 10**6, 1e14)


@pytest.mark.parametrize("name", ["demo.py", "qlora_demo.py"])
def test_the_trained_model_is_given_back_before_the_base_is_loaded_again(name: str) -> None:
    text = (ROOT / "labs/week4" / name).read_text()
    assert text.index("free_memory()") < text.index("qlora.merge(plan")
