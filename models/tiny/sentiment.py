"""Trains a sentiment model: a small BERT with two or three labels."""

import random
from typing import Any

import torch
from transformers import BertConfig, BertForSequenceClassification

from models.tiny import precision
from models.tiny.reviews import Review

TWO_LABELS = ("NEGATIVE", "POSITIVE")  # as the usual two-label model spells them
THREE_LABELS = ("negative", "neutral", "positive")  # as the usual three-label model does
HIDDEN, LAYERS, HEADS, FEED_FORWARD, CONTEXT = 128, 2, 4, 256, 128
BATCH, STEPS, PEAK = 48, 650, 7e-4


def new_model(tokenizer: Any, labels: tuple[str, ...]) -> Any:
    """Return an untrained classifier for this tokenizer and these labels."""
    return BertForSequenceClassification(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=HIDDEN,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=FEED_FORWARD,
            max_position_embeddings=CONTEXT,
            pad_token_id=tokenizer.pad_token_id,
            num_labels=len(labels),
            id2label=dict(enumerate(labels)),
            label2id={label: number for number, label in enumerate(labels)},
        )
    )


def train(
    reviews: list[Review], tokenizer: Any, labels: tuple[str, ...], seed: int
) -> tuple[Any, float]:
    """Return a trained classifier and its accuracy on the tenth of the reviews it was not shown."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    held = len(reviews) // 10
    shown, hidden = reviews[held:], reviews[:held]
    model = new_model(tokenizer, labels).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK, STEPS, pct_start=0.1)
    for _ in range(STEPS):
        batch = rng.sample(shown, BATCH)
        with precision.autocast():
            loss = model(**encode(tokenizer, batch), labels=targets(labels, batch)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    model.eval()
    with torch.no_grad():
        guesses = model(**encode(tokenizer, hidden)).logits.argmax(-1)
    return model, (guesses == targets(labels, hidden)).float().mean().item()


def encode(tokenizer: Any, reviews: list[Review]) -> Any:
    """Return the padded token ids and masks of the reviews, each of shape (reviews, longest)."""
    texts = [review.text for review in reviews]
    return tokenizer(texts, padding=True, truncation=True, max_length=CONTEXT, return_tensors="pt")


def targets(labels: tuple[str, ...], reviews: list[Review]) -> torch.Tensor:
    """Return the numbers of the reviews' moods among the labels (their case does not matter)."""
    lower = [label.lower() for label in labels]
    return torch.tensor([lower.index(review.mood) for review in reviews])
