"""Train the same few steps twice; prints both lists of losses as JSON. Used by the tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path.home() / "labs/week4"))

import qlora
from plan import load_tokenizer, make_plan

from llmlab.tuning import open_run


def losses(name: str) -> list[float]:
    """Train nine steps in a folder of this name, and return the loss of each."""
    plan = make_plan(steps=9)
    run = open_run(Path.home() / name, plan.settings, "fresh")
    model = qlora.load_4bit(plan)
    trainer = qlora.make_trainer(plan, model, load_tokenizer(plan.model), run)
    qlora.train(trainer, run)
    return [loss for _, loss in qlora.losses(trainer)[0]]


if __name__ == "__main__":
    print(json.dumps([losses("first"), losses("second")]))
