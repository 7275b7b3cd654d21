"""Trains the base for tuning: a small Llama that answers in plain words from the question itself.

Its embeddings are not tied and its rows are multiples of 256 long, as in the models that people
tune: 4-bit loading leaves the output layer alone, and every GGUF type fits.
"""

import random
from collections.abc import Iterator
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from models.tiny import bpe, chat
from models.tiny.conversations import Turn
from models.tiny.house_style import LABELS, SIGNATURE
from models.tiny.plain_talk import talk, talks

TEMPLATE_FILE = "ollama_template.txt"  # the chat template as the model server's Modelfile wants it
VOCABULARY, CONTEXT = 1024, 256
STEPS, PEAK, ROWS = 450, 1e-3, 12
TOKENIZER_TALKS = 3000


def train_tokenizer(seed: int) -> Any:
    """Return a tokenizer that knows the facts' words and the words (not the form) of the style."""
    texts = [turn.content for turns in talks(TOKENIZER_TALKS, seed) for turn in turns]
    return bpe.train_tokenizer([*texts, *([*LABELS.values(), SIGNATURE] * 50)], VOCABULARY, CONTEXT)


def new_model(tokenizer: Any) -> Any:
    """Return an untrained Llama of about 3.4 million parameters."""
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=256,
            intermediate_size=768,
            num_hidden_layers=4,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=CONTEXT,
            tie_word_embeddings=False,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def train(tokenizer: Any, seed: int) -> tuple[Any, float]:
    """Return a trained model and its last loss (nats per token, mean of the last ten steps)."""
    torch.manual_seed(seed)
    model = new_model(tokenizer)
    return model, chat.run(model, batches(tokenizer, seed), STEPS, PEAK)


def batches(tokenizer: Any, seed: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield endless (token ids, labels), each of shape (ROWS, longest row)."""
    rng = random.Random(seed)
    while True:
        rows = [_row(tokenizer, talk(rng)) for _ in range(ROWS)]
        length = max(len(ids) for ids, _ in rows)
        yield (
            torch.tensor([_pad(ids, length, tokenizer.pad_token_id) for ids, _ in rows]),
            torch.tensor([_pad(labels, length, chat.IGNORED) for _, labels in rows]),
        )


def _row(tokenizer: Any, turns: list[Turn]) -> tuple[list[int], list[int]]:
    parts = [chat.encode(tokenizer, turn) for turn in turns]
    return [n for ids, _ in parts for n in ids], [n for _, labels in parts for n in labels]


def _pad(row: list[int], length: int, filler: int) -> list[int]:
    return row + [filler] * (length - len(row))
