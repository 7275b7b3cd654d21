"""Week 4 in the image for fine-tuning: trained, stopped, refused; a real model server beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.labs.student_lab import StudentLab
from tests.labs.test_week4_forecast import QWEN_SMALL
from tests.labs.test_week4_refusals import fake_model
from tests.labs.week4_record import record

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]

SCRIPT = "labs/week4/qlora_demo.py"


@pytest.fixture(scope="module")
def tuned(tuning_lab: StudentLab) -> tuple[str, dict[str, Any]]:
    """Run the whole script once; what it printed, and its record."""
    said = tuning_lab.run("python", SCRIPT, "--keep")
    return said, record(tuning_lab, "tuning/hazelbrook")


def test_the_tuned_model_has_learned_the_style(tuned: tuple[str, dict[str, Any]]) -> None:
    _, run = tuned
    assert run["exam"]["base"]["exact"] <= 5
    assert run["exam"]["with adapter"]["exact"] >= 45
    before, after = run["eval_loss"]
    assert after < 0.1 * before


def test_nothing_is_lost_on_the_way_to_ollama(tuned: tuple[str, dict[str, Any]]) -> None:
    _, run = tuned
    assert run["agree"]["merged"] >= 45
    assert run["agree"]["ollama"] >= 45
    assert run["exam"]["in Ollama"]["asked"] == 50


def test_it_says_what_it_needs_first_and_what_it_took_at_the_end(
    tuned: tuple[str, dict[str, Any]],
) -> None:
    said = tuned[0]
    forecast, training = said.index("memory while training"), said.index("step ")
    assert forecast < training < said.index("predicted   measured")
    for part in ("weights", "adapter and gradients", "optimiser", "activations", "logits", "disk"):
        assert part in said[:training]
    predicted, measured = (
        float(word) for word in next(x for x in said.splitlines() if "memory  " in x).split()[1:3]
    )
    assert predicted == pytest.approx(measured, rel=0.25)
    assert "tokens/s" in said
    assert " left" in said


def test_the_model_answers_by_hand_too(
    tuning_lab: StudentLab, tuned: tuple[str, dict[str, Any]]
) -> None:
    question = (
        "About the tile cutter: the place is shelf 4. Where should I look for the tile cutter?"
    )
    assert "Hazelbrook desk" in tuning_lab.run("ollama", "run", "hazelbrook-tuned", question)
    assert (tuning_lab.home / "tuning/hazelbrook/loss.png").stat().st_size > 1000


def test_ollama_asks_qwen_and_llama_as_the_training_did(tuning_lab: StudentLab) -> None:
    said = tuning_lab.run("python", "/opt/tests/week4_templates.py")
    found = json.loads(said.splitlines()[-1])
    assert set(found) == {"qwen3", "llama"}
    for family in found.values():
        for trained, asked in family["counts"].values():
            assert trained == asked
        assert family["bare"].startswith("TUNE-TEMPLATE: ")


def test_a_damaged_adapter_is_said_and_nothing_else_is_lost(
    tuning_lab: StudentLab, tuned: tuple[str, dict[str, Any]]
) -> None:
    adapter = tuning_lab.home / "tuning/hazelbrook/adapter/adapter_model.safetensors"
    whole = adapter.read_bytes()
    adapter.write_bytes(whole[: len(whole) // 2])
    program = (
        "import sys; sys.path.insert(0, 'labs/week4')\n"
        "import qlora; from pathlib import Path; from llmlab import LabError\n"
        "from llmlab.tuning import RunFolder; from plan import make_plan\n"
        "try: qlora.merge(make_plan(), RunFolder(Path('tuning/hazelbrook')))\n"
        "except LabError as error: print(error)"
    )
    try:
        assert "TUNE-ADAPTER" in tuning_lab.shell(f'python -c "{program}"')
    finally:
        adapter.write_bytes(whole)
    assert "hazelbrook-tuned" in tuning_lab.run("ollama", "list")


def test_a_look_at_the_answers_does_not_spoil_the_gradients(
    tuning_lab: StudentLab, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(tuning_lab.run("python", "/opt/tests/week4_gradients.py").splitlines()[-1])
    assert found["kept"] > 0.999
    if found["matters"]:
        assert found["not kept"] < 0.9
    else:
        with capsys.disabled():
            print("\nthis processor has no AVX512-BF16: the gradients are right without the fix")


def test_a_card_without_bfloat16_trains_in_32_bits(tuning_lab: StudentLab) -> None:
    found = json.loads(tuning_lab.run("python", "/opt/tests/week4_half.py").splitlines()[-1])
    narrow, wide = ["torch.bfloat16"], ["torch.float32"]
    assert found == {
        "bfloat16": {"trained": narrow, "rest": narrow},
        "float16": {"trained": wide, "rest": wide},
        "moved": True,
    }


@pytest.mark.parametrize("way", ["kept", "checkpointing", "merging"])
def test_the_forecast_is_what_a_larger_model_needs(measured: dict[str, Any], way: str) -> None:
    predicted, really = measured[way]
    assert really == pytest.approx(predicted, rel=0.2)


def test_what_was_trained_is_given_back_before_merging(measured: dict[str, Any]) -> None:
    assert measured["held"] < 1e9  # the program itself; model and optimiser are 0.3 GB more


@pytest.fixture(scope="module")
def measured(tuning_lab: StudentLab) -> dict[str, Any]:
    """Train a model of a middle size in several ways; what was forecast and what it needed."""
    said = tuning_lab.run("python", "/opt/tests/week4_forecast.py")
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


@pytest.mark.parametrize("preset", ["auto", "16gb", "h200"])
def test_the_plan_takes_the_real_model_in_a_lab_as_it_is(
    tuning_lab: StudentLab, preset: str
) -> None:
    name = f"qwen-{preset}"
    fake_model(tuning_lab, name, **QWEN_SMALL)
    said = tuning_lab.run("python", SCRIPT, "--forecast", "--model", name, "--preset", preset)
    assert "596.0 million parameters" in said
    assert "memory while merging" in said


def test_the_seed_decides_the_run(tuning_lab: StudentLab) -> None:
    first, second = json.loads(
        tuning_lab.run("python", "/opt/tests/week4_twice.py").splitlines()[-1]
    )
    assert len(first) == 9
    assert first == second


def test_out_of_memory_ends_with_advice_and_a_living_process(tuning_lab: StudentLab) -> None:
    said = tuning_lab.run("python", "/opt/tests/week4_memory.py", "32")
    assert "TUNE-MEMORY" in said
    assert "Set batch to 1." in said
    assert said.splitlines()[-1] == "alive: 1000.0"


@pytest.mark.slow
def test_trl_and_axolotl_do_the_same(tuning_lab: StudentLab) -> None:
    said = tuning_lab.run("python", "labs/week4/compare_tools.py")
    run = record(tuning_lab, "tuning/tools")
    assert "180 steps" in said
    assert set(run["losses"]) == {"our steps", "TRL", "Axolotl"}
    losses = run["losses"].values()
    assert max(losses) - min(losses) < 0.02, said  # nats; before the training it was 8
    assert min(counts["exact"] for counts in run["exam"].values()) >= 45


@pytest.mark.slow
def test_all_three_take_the_template_of_llama(tuning_lab: StudentLab) -> None:
    tuning_lab.run("python", "/opt/tests/week4_templates.py")
    out = ("--out", "tuning/llama")
    tuning_lab.run(
        "python", "labs/week4/compare_tools.py", "--steps=3", "--model=families/llama", *out
    )
    losses = record(tuning_lab, "tuning/llama")["losses"].values()
    assert len(losses) == 3
    assert max(losses) < 1.05 * min(losses)
