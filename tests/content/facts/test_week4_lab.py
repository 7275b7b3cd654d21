"""What lab and assignment of week 4 print and can be computed, and files that agree."""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.content.conftest import ROOT
from tests.content.facts.week4 import LABS, LLAMA_8B, WEEK, lecture, memory_gb

# Inputs and outputs of all linear layers of a block of Llama 3.1 8B, added up.
WIDTHS = 81_920


def lab() -> str:
    return (LABS / "lab.py").read_text()


def config(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((LABS / "configs" / name).read_text())
    return found


def test_the_python_of_the_tools_lecture_is_python() -> None:
    blocks = re.findall(r"```python\n(.*?)```", lecture("04"), re.DOTALL)
    assert blocks
    for block in blocks:
        ast.parse(block)


def test_both_files_describe_one_run() -> None:
    trl, axolotl = config("trl-sft.yaml"), config("axolotl-qlora.yml")
    solution = lab().partition("### BEGIN SOLUTION\naxolotl_name = ")[2].partition("### END")[0]
    names = ast.literal_eval(solution)
    assert len(names) == 7
    assert "All seven stand in the file above; two of them are the same in both" in lab()
    assert {ours: trl[ours] for ours in names} == {
        ours: axolotl[theirs] for ours, theirs in names.items()
    }
    assert sum(ours == theirs for ours, theirs in names.items()) == 2


def test_the_run_in_python_is_that_of_the_two_files() -> None:
    text = lecture("04")
    trl = config("trl-sft.yaml")
    axolotl = config("axolotl-qlora.yml")
    assert f'model="{trl["model_name_or_path"]}"' in text
    names = ("max_length", "per_device_train_batch_size", "gradient_accumulation_steps")
    for name in (*names, "max_steps"):
        assert f"{name}={trl[name]}," in text
    assert f"r={trl['lora_r']}, lora_alpha={trl['lora_alpha']}," in text
    assert trl["learning_rate"] == axolotl["learning_rate"] == 2e-4
    assert "learning_rate=2e-4," in text
    at_once, accumulation = axolotl["micro_batch_size"], axolotl["gradient_accumulation_steps"]
    said = f"{axolotl['max_steps']} steps of {at_once} × {accumulation} examples"
    assert said in text


def repairs() -> dict[str, dict[str, Any]]:
    solution = lab().partition("### BEGIN SOLUTION\nrepairs = ")[2].partition("### END")[0]
    found: dict[str, dict[str, Any]] = ast.literal_eval(solution)
    return found


def test_each_broken_file_has_a_repair_that_its_check_knows() -> None:
    marks = dict(re.findall(r'^check_repair\("(broken-\d\.yml)", "(\w{8})"\)', lab(), re.MULTILINE))
    assert sorted(marks) == sorted(repairs()) == [f"broken-{n}.yml" for n in range(1, 6)]
    for file, repair in repairs().items():
        known = {hashlib.sha256(f"{file}:{name}".encode()).hexdigest()[:8] for name in repair}
        assert marks[file] in known
        assert 1 <= len(repair) <= 2


@pytest.mark.parametrize("number", range(1, 6))
def test_a_broken_file_is_right_apart_from_its_one_mistake(number: int) -> None:
    file = f"broken-{number}.yml"
    text = (LABS / "configs" / file).read_text()
    settings = {k: v for k, v in (config(file) | repairs()[file]).items() if v is not None}
    longest = int(re.search(r"longest (?:example )?has (\d+) tokens", text)[1])  # type: ignore[index]
    assert longest <= settings.get("max_length", settings.get("sequence_len", 0))
    at_once = settings.get("per_device_train_batch_size", settings.get("micro_batch_size"))
    assert 8 <= at_once * settings["gradient_accumulation_steps"] <= 32
    assert 1e-4 <= settings["learning_rate"] <= 5e-4
    assert settings.get("bnb_4bit_quant_type", "nf4") == "nf4"
    assert settings.get("assistant_only_loss") or settings["datasets"][0]["roles_to_train"]
    old = "T4" in text
    assert bool(settings.get("fp16")) is old
    assert bool(settings.get("bf16")) is not old
    assert "padding token" in text
    assert "brings a padding token" in text or settings["special_tokens"]["pad_token"] in text


def test_the_labs_figures() -> None:
    trained = 16 * WIDTHS * 32
    text = lab()
    assert f"{memory_gb(LLAMA_8B, 16, trained):.1f} GB at least, more than the card's 16" in text
    assert f"QLoRA needs {memory_gb(LLAMA_8B, 4.127, trained):.1f} GB by the rule" in text
    assert f"adapter_config.r * {WIDTHS:_}" in text


def test_the_model_proposals_numbers() -> None:
    text = (LABS / "assignment.py").read_text()
    trained = 28 * 16 * 38_912
    assert f"{trained / 1e6:.1f} million parameters" in text
    assert f"takes {16 * trained / 1e9:.1f} GB more" in text
    assert f"that makes {memory_gb(1.7e9, 16, trained) + 3:.1f} GB" in text
    cafe = (ROOT / "content/organisation/repair-cafe.txt").read_text()
    assert "Last year 655 things" in cafe
    assert f"about {655 / 12:.0f} on each of the twelve Sundays" in text


def test_the_samples_numbers() -> None:
    rulebook = (LABS / "samples/rulebook.yml").read_text()
    assert f"8.03 × 4.127 / 8 = {8.03 * 4.127 / 8:.1f} GB" in rulebook
    numbers = (LABS / "samples/numbers.yml").read_text()
    assert f"8.2 × 2 + 0.7 = {8.2 * 2 + 0.7:.1f} GB" in numbers


def test_points_in_the_readme_are_those_of_the_rubric() -> None:
    plan = (LABS / "README.md").read_text()
    rubric = yaml.safe_load((LABS / "rubric.yml").read_text())
    tables = plan.partition("## How it is marked")[2].partition("## What is in")[0]
    for part, table in zip(("lab", "assignment"), tables.split("\n\n| assignment"), strict=True):
        points = [int(n) for n in re.findall(r"\| (\d+) \|", table)]
        assert sum(points) == rubric[part]["points"]


def test_every_figure_is_used() -> None:
    used = {Path(name).name for name in re.findall(r"\]\(figures/([^)]+)\)", lecture("03"))}
    assert used == {path.name for path in (WEEK / "figures").iterdir()}
