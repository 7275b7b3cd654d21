"""Trains the embedder: a small BERT whose mean vector puts a question near the passage that answers
it.
"""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch.nn import functional
from transformers import BertConfig, BertModel

from models.tiny import precision
from models.tiny.organisation import Organisation
from models.tiny.pairs import Pair, sample_pairs

HIDDEN, LAYERS, HEADS, FEED_FORWARD = 128, 2, 4, 512
CONTEXT = 256  # tokens
TRAIN_TOKENS = 96  # a passage is cut here in training
BATCH, STEPS, PEAK = 32, 260, 1.5e-3
TEMPERATURE = 0.05


def train(organisation: Organisation, tokenizer: Any, seed: int) -> tuple[Any, float]:
    """Return a trained BERT and its last loss (InfoNCE in nats, mean of the last ten steps)."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = BertModel(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=HIDDEN,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=FEED_FORWARD,
            max_position_embeddings=CONTEXT,
            pad_token_id=tokenizer.pad_token_id,
        ),
        add_pooling_layer=False,
    ).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK, STEPS, pct_start=0.1)
    losses: list[float] = []
    for _ in range(STEPS):
        with precision.autocast():
            loss = contrast(model, tokenizer, sample_pairs(organisation, BATCH, rng))
        loss.backward()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return model.eval(), sum(losses[-10:]) / len(losses[-10:])


def embed(model: Any, tokenizer: Any, texts: list[str], length: int = CONTEXT) -> torch.Tensor:
    """Return unit vectors, shape (texts, HIDDEN): the mean over all tokens, [CLS] and [SEP]
    included.
    """
    tokens = tokenizer(texts, padding=True, truncation=True, max_length=length, return_tensors="pt")
    states = model(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1)
    return functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)


def contrast(model: Any, tokenizer: Any, pairs: list[Pair]) -> torch.Tensor:
    """Return the InfoNCE loss (van den Oord et al. 2018, arXiv 1807.03748), both ways.

    Every other passage of the batch is a negative, except those of the same paragraph.
    """
    queries = embed(model, tokenizer, [pair.query for pair in pairs], TRAIN_TOKENS)
    passages = embed(model, tokenizer, [pair.passage for pair in pairs], TRAIN_TOKENS)
    numbers = torch.tensor([pair.number for pair in pairs])
    same = (numbers[:, None] == numbers[None, :]) & ~torch.eye(len(pairs), dtype=torch.bool)
    scores = (queries @ passages.T / TEMPERATURE).masked_fill(same, float("-inf"))
    targets = torch.arange(len(pairs))
    return (
        functional.cross_entropy(scores, targets) + functional.cross_entropy(scores.T, targets)
    ) / 2


def save_for_sentence_transformers(model: Any, tokenizer: Any, folder: Path) -> None:
    """Save in the form `SentenceTransformer(id)` reads: transformer, mean pooling, unit length."""
    # Imported here: it takes seconds, and nothing else of this module needs it.
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    with TemporaryDirectory() as parts:
        model.save_pretrained(parts)
        tokenizer.save_pretrained(parts)
        transformer = modules.Transformer(parts, max_seq_length=CONTEXT)
        stack = [transformer, modules.Pooling(HIDDEN, pooling_mode="mean"), modules.Normalize()]
        SentenceTransformer(modules=stack, device="cpu").save(str(folder), create_model_card=False)
