"""Trains a chat model: a small Llama on conversations about the organisation."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from models.tiny import bpe, precision
from models.tiny.conversations import Turn, turns
from models.tiny.organisation import Organisation

IGNORED = -100  # the label that torch's cross entropy skips


@dataclass(frozen=True)
class Size:
    """Shape and training of one chat model. `context` is the longest prompt in tokens, `peak` the
    learning rate.
    """

    hidden: int
    feed_forward: int
    layers: int
    heads: int
    steps: int
    peak: float
    context: int = 1024


LARGE = Size(hidden=256, feed_forward=640, layers=4, heads=4, steps=260, peak=3e-3)
SMALL = Size(hidden=128, feed_forward=384, layers=4, heads=4, steps=260, peak=4e-3)
TOKENS_PER_STEP = 2048
POLISH_STEPS, POLISH_PEAK = 60, 5e-4
LENGTHS = (
    256,
    256,
    256,
    256,
    1024,
)  # row lengths in turn: mostly short, now and then the whole context


def new_model(size: Size, tokenizer: Any) -> Any:
    """Return an untrained Llama for this tokenizer, with tied embeddings."""
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=size.hidden,
            intermediate_size=size.feed_forward,
            num_hidden_layers=size.layers,
            num_attention_heads=size.heads,
            num_key_value_heads=size.heads // 2,
            max_position_embeddings=size.context,
            tie_word_embeddings=True,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def train(organisation: Organisation, tokenizer: Any, size: Size, seed: int) -> tuple[Any, float]:
    """Return a trained model and its last loss (nats per token, mean of the last ten steps)."""
    torch.manual_seed(seed)
    model = new_model(size, tokenizer)
    source = batches(organisation, tokenizer, seed)
    return model, run(model, source, size.steps, size.peak)


def polish(model: Any, organisation: Organisation, tokenizer: Any, seed: int) -> float:
    """Train a little more at a low rate, for answers that are not exact yet; return the
    last loss.
    """
    return run(model, batches(organisation, tokenizer, seed), POLISH_STEPS, POLISH_PEAK)


def run(
    model: Any, source: Iterator[tuple[torch.Tensor, torch.Tensor]], steps: int, peak: float
) -> float:
    """Train on `steps` batches of ids and labels; return the mean loss of the last ten steps."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak, weight_decay=0.01, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, steps, pct_start=0.08)
    losses: list[float] = []
    model.train()
    for _, (ids, labels) in zip(range(steps), source, strict=False):
        with precision.autocast():
            loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    model.eval()
    return sum(losses[-10:]) / len(losses[-10:])


def answer(model: Any, tokenizer: Any, question: str) -> str:
    """Return the model's most likely answer to one question, at most 96 tokens long."""
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": question}],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )
    output = model.generate(**prompt, max_new_tokens=96, do_sample=False)
    return str(
        tokenizer.decode(output[0, prompt["input_ids"].shape[1] :], skip_special_tokens=True)
    )


def batches(
    organisation: Organisation, tokenizer: Any, seed: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield endless (token ids, labels), each of shape (rows, length) with about TOKENS_PER_STEP
    tokens.
    """
    rng = random.Random(seed)
    step = 0
    while True:
        length = LENGTHS[step % len(LENGTHS)]
        rows = [
            _row(organisation, tokenizer, length, rng) for _ in range(TOKENS_PER_STEP // length)
        ]
        yield torch.tensor([ids for ids, _ in rows]), torch.tensor([labels for _, labels in rows])
        step += 1


def _row(
    organisation: Organisation, tokenizer: Any, length: int, rng: random.Random
) -> tuple[list[int], list[int]]:
    """Return ids and labels of one conversation cut at `length`."""
    ids: list[int] = []
    labels: list[int] = []
    for turn in turns(organisation, rng):
        more_ids, more_labels = encode(tokenizer, turn)
        ids += more_ids
        labels += more_labels
        if len(ids) >= length:
            return ids[:length], labels[:length]
    raise AssertionError("a conversation has no end")


def encode(tokenizer: Any, turn: Turn) -> tuple[list[int], list[int]]:
    """Return ids and labels of one message; only the assistant's words are learned."""
    opening = tokenizer.convert_tokens_to_ids(bpe.role_token(turn.role))
    words = [*tokenizer.encode(turn.content), tokenizer.eos_token_id]
    learned = words if turn.role == "assistant" else [IGNORED] * len(words)
    return [opening, *words], [IGNORED, *learned]
