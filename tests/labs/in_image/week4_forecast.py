"""Measure what a model of a middle size really needs, beside the forecast; used by the tests.

Prints JSON: for each way of training, bytes predicted and measured beyond the program itself; the
same for merging; and how much was still held when merging began. The weights are random. The sizes
are such that activations, loss and weights each are some hundred megabytes.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.home() / "labs/week4"))

import forecast
import qlora
from plan import Plan, load_tokenizer, make_plan, predict
from transformers import AutoTokenizer, Qwen3Config, Qwen3ForCausalLM

from llmlab.tuning import (
    Example,
    PeakMemory,
    RunFolder,
    find_model,
    free_memory,
    open_run,
    resident,
)

# Qwen3-0.6B with fewer blocks and words.
SIZES = {"hidden_size": 1024, "intermediate_size": 3072, "num_hidden_layers": 8, "head_dim": 128}
HEADS = {"num_attention_heads": 16, "num_key_value_heads": 8}
WORDS = 48_000
LENGTH = 128
WAYS = {"kept": False, "checkpointing": True}


def make_model(folder: Path) -> Path:
    """Save the model and a tokenizer."""
    tokenizer = AutoTokenizer.from_pretrained(find_model().path)
    config = Qwen3Config(**SIZES, **HEADS, vocab_size=WORDS, eos_token_id=tokenizer.eos_token_id)
    Qwen3ForCausalLM(config).save_pretrained(folder)  # in 32 bits: nothing is used as it lies there
    tokenizer.save_pretrained(folder)
    return folder


def long_example(tokenizer: Any) -> Example:
    """Return an example of full length, half of it answer."""
    words = " the" * (LENGTH // 2 - 4)
    return Example(f"About{words}", f"Place{words}")


def train(plan: Plan, run: RunFolder) -> None:
    """Do one step, and leave nothing of it."""
    trainer = qlora.make_trainer(plan, qlora.load_4bit(plan), load_tokenizer(plan.model), run)
    qlora.train(trainer, run)


def measure(plan: Plan, is_checkpointing: bool) -> tuple[float, float]:
    """Return bytes predicted and measured beyond the program."""
    plan = replace(plan, preset=replace(plan.preset, checkpointing=is_checkpointing))
    run = open_run(Path.home() / "middle", plan.settings, "fresh")
    before = resident()
    with PeakMemory() as peak:
        train(plan, run)
    free_memory()
    parts = predict(plan).parts
    return sum(parts.values()) - parts["program"], peak.host - before


def main() -> None:
    """Measure all ways."""
    base = make_model(Path.home() / "middle-base")
    free_memory()
    plan = make_plan(model=str(base), steps=1, batch=8)
    examples = [long_example(load_tokenizer(plan.model))] * 8
    preset = replace(plan.preset, length=LENGTH)
    plan = replace(plan, training=examples, held_out=examples[:1], preset=preset)
    train(plan, open_run(Path.home() / "warm", {}, "fresh"))
    free_memory()  # the first step loads libraries, which the program's part stands for
    found: dict[str, Any] = {name: measure(plan, is_on) for name, is_on in WAYS.items()}
    held = resident()
    with PeakMemory() as peak:
        qlora.merge(plan, RunFolder(Path.home() / "middle"))
    needs = predict(plan).merging - forecast.HOST["cpu"]
    found["merging"] = (needs, peak.host - held)
    found["held"] = held
    print(json.dumps(found))


if __name__ == "__main__":
    main()
