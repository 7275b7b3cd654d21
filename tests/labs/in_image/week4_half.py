"""Build the trainer as for a card without bfloat16, and do a step with scaled gradients.

Prints JSON: the types of what is trained and of the rest, for both kinds of cards, and whether the
step went well. Used by the tests; the processor plays the card.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.home() / "labs/week4"))

import qlora
import torch
from plan import Plan, load_tokenizer, make_plan

from llmlab.tuning import RunFolder

RUN = RunFolder(Path.home() / "half")


def build(plan: Plan, half: str) -> Any:
    """Return the trainer for a device that computes in `half`."""
    plan = replace(plan, device=replace(plan.device, half=half))
    return qlora.make_trainer(plan, qlora.load_4bit(plan), load_tokenizer(plan.model), RUN)


def types_of(trainer: Any) -> dict[str, list[str]]:
    """Return the types of what is trained, and of what is neither trained nor quantised."""
    parts = list(trainer.model.parameters())
    found = {
        "trained": {part.dtype for part in parts if part.requires_grad},
        "rest": {part.dtype for part in parts if not part.requires_grad} - {torch.uint8},
    }
    return {name: sorted(map(str, kinds)) for name, kinds in found.items()}


def step(trainer: Any) -> bool:
    """Do what the trainer does on such a card; tell whether the adapter has moved."""
    trained = [part for part in trainer.model.parameters() if part.requires_grad]
    optimizer, scaler = torch.optim.AdamW(trained, lr=1e-3), torch.amp.GradScaler("cpu")
    before = [part.detach().clone() for part in trained]
    batch = next(iter(trainer.get_train_dataloader()))
    with torch.autocast("cpu", dtype=torch.float16):
        loss = trainer.model(**batch).loss
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    scaler.step(optimizer)
    return any(not torch.equal(*pair) for pair in zip(before, trained, strict=True))


if __name__ == "__main__":
    plan = make_plan(steps=1)
    found: dict[str, Any] = {}
    for half in ("bfloat16", "float16"):
        trainer = build(plan, half)
        found[half] = types_of(trainer)
    print(json.dumps({**found, "moved": step(trainer)}))
