"""Training steps of full length, timed; and the speed of a plain matrix product."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch
from torch.nn.functional import nll_loss
from torch.utils.checkpoint import checkpoint

CHUNK = 256  # tokens whose scores are held at once: TRL 1.14's loss "chunked_nll", its default
LONGEST = 1.0  # a gradient's norm: transformers' default
MATMUL_ROWS = {"cuda": 8192, "cpu": 512}
MATMUL_SECONDS = 1.0


def wait(device: str) -> None:
    """Wait until the card has done what it was told."""
    if device == "cuda":
        torch.cuda.synchronize()


def matmul_speed(device: str, half: torch.dtype) -> float:
    """Return operations a second of square matrices in 16 bits: 2 n³ for n rows."""
    rows = MATMUL_ROWS[device]
    left = torch.randn(rows, rows, dtype=half, device=device)
    for _ in range(3):  # the first ones load kernels
        torch.matmul(left, left)
    wait(device)
    rounds, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < MATMUL_SECONDS:
        for _ in range(4):
            torch.matmul(left, left)
        wait(device)
        rounds += 4
    return float(rounds * 2 * rows**3 / passed)


def chunk_loss(hidden: Any, output: Any, labels: Any) -> Any:
    """Return the summed loss of some tokens, and their entropy, which TRL shows and pays for."""
    scores = (hidden @ output.to(hidden.dtype).t()).float()
    chances = scores.log_softmax(-1)
    entropy = -(chances.exp() * chances).sum()
    return nll_loss(chances, labels, reduction="sum"), entropy


def loss_of(model: Any, tokens: Any) -> Any:
    """Return the mean loss of a batch; the scores of all its tokens never exist at once."""
    base = model.get_base_model()
    seen = base.model(input_ids=tokens, attention_mask=torch.ones_like(tokens), use_cache=False)
    hidden = seen.last_hidden_state[:, :-1].flatten(0, 1)
    labels = tokens[:, 1:].flatten()
    total = sum(
        checkpoint(chunk_loss, some, base.lm_head.weight, few, use_reentrant=False)[0]
        for some, few in zip(hidden.split(CHUNK), labels.split(CHUNK), strict=True)
    )
    return total / labels.numel()


def optimizer_of(name: str, parameters: list[Any], rate: float) -> Any:
    """Return the optimiser of a preset, by the name that transformers has for it."""
    if name == "paged_adamw_8bit":
        from bitsandbytes.optim import PagedAdamW8bit

        return PagedAdamW8bit(parameters, lr=rate)
    return torch.optim.AdamW(parameters, lr=rate)


def step_of(
    model: Any, preset: Any, optimizer: Any, device: str, half: torch.dtype
) -> Callable[[], None]:
    """Return a function that does one step: batches of random tokens, then the optimiser.

    Gradients in float16 are scaled up meanwhile, as the trainer does; all are cut to its length.
    """
    vocabulary = model.get_base_model().config.vocab_size
    trained = [part for part in model.parameters() if part.requires_grad]
    scaler = torch.amp.GradScaler(device, enabled=half == torch.float16)

    def step() -> None:
        for _ in range(preset.accumulation):
            tokens = torch.randint(vocabulary, (preset.batch, preset.length), device=device)
            with torch.autocast(device, dtype=half):
                loss = loss_of(model, tokens)
            scaler.scale(loss / preset.accumulation).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(trained, LONGEST)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()

    return step


def seconds_of(step: Callable[[], None], warmup: int, count: int, device: str) -> float:
    """Return the seconds of `count` steps, after some that are not counted."""
    for _ in range(warmup):
        step()
    wait(device)
    began = time.perf_counter()
    for _ in range(count):
        step()
    wait(device)
    return time.perf_counter() - began
