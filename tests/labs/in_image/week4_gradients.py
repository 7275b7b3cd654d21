"""Compare LoRA's gradients before and after the model has answered; used by the tests.

Prints JSON: the least cosine over all layers, with and without what the course does about it, and
whether this processor has the instructions for which it matters.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.home() / "labs/week4"))

import qlora
import torch
from peft import get_peft_model
from plan import load_tokenizer, make_plan, tokenize


def gradients(model: torch.nn.Module, tokens: torch.Tensor) -> list[torch.Tensor]:
    """Return the gradients of the adapter for one batch; zeros where none arrives."""
    model.train()
    model.zero_grad()
    model(input_ids=tokens, labels=tokens).loss.backward()
    trained = [part for part in model.parameters() if part.requires_grad]
    return [torch.zeros_like(x) if x.grad is None else x.grad.clone() for x in trained]


def least_cosine(plan: Any, *, is_kept: bool) -> float:
    """Return how well the gradients after an answer agree with those before: 1 is the same."""
    keep = qlora.keep_layout
    qlora.keep_layout = keep if is_kept else (lambda model: model)
    try:
        torch.manual_seed(0)
        model = get_peft_model(qlora.load_4bit(plan), qlora.add_adapter(plan.recipe))
    finally:
        qlora.keep_layout = keep
    [ids] = tokenize(load_tokenizer(plan.model), plan.training[:1])
    tokens = torch.tensor([ids])
    before = gradients(model, tokens)
    qlora.answers(model, load_tokenizer(plan.model), [plan.training[0].prompt])
    after = gradients(model, tokens)
    same = torch.nn.functional.cosine_similarity
    return min(
        float(same(one.flatten(), other.flatten(), dim=0))
        for one, other in zip(before, after, strict=True)
        if one.norm() > 0  # LoRA's first matrix has no gradient before the second one has moved
    )


if __name__ == "__main__":
    plan = make_plan()
    print(
        json.dumps(
            {
                "kept": least_cosine(plan, is_kept=True),
                "not kept": least_cosine(plan, is_kept=False),
                "matters": "avx512_bf16" in Path("/proc/cpuinfo").read_text(),
            }
        )
    )
