"""Pairs of texts that mean the same thing, to train the embedder on."""

import random
import re
from dataclasses import dataclass

from models.tiny import phrases
from models.tiny.organisation import Organisation


@dataclass(frozen=True)
class Pair:
    """A query, a passage that fits it, and the passage's number (pairs of one number are no
    negatives).
    """

    query: str
    passage: str
    number: int


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences (a full stop between digits or in an address does not end
    one).
    """
    return [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", text) if part]


def sample_pairs(organisation: Organisation, count: int, rng: random.Random) -> list[Pair]:
    """Return `count` random pairs: listed questions, topics, sentences with their paragraph."""
    passages = [
        (document, text) for document in organisation.documents for text in document.paragraphs
    ]
    numbers = {text: number for number, (_, text) in enumerate(passages)}
    pairs: list[Pair] = []
    while len(pairs) < count:
        draw = rng.random()
        if draw < 0.35:
            one = rng.choice(organisation.questions)
            pairs.append(
                Pair(
                    phrases.vary(rng.choice(one.phrasings), rng), one.passage, numbers[one.passage]
                )
            )
            continue
        document, text = rng.choice(passages)
        if draw < 0.45:
            prompts = phrases.topic_prompts(document.name) or [document.title]
            pairs.append(
                Pair(rng.choice([document.title, rng.choice(prompts)]), text, numbers[text])
            )
        elif draw < 0.75:
            pairs.append(_sentence_pair(text, numbers[text], rng))
        else:
            pairs.append(Pair(_keywords(text, rng), text, numbers[text]))
    return pairs


def _keywords(text: str, rng: random.Random) -> str:
    """Return a few longer words of a paragraph, as one types them into a search box."""
    words = [word for word in re.findall(r"\w+", text) if len(word) > 3 or word.isdigit()]
    return " ".join(rng.sample(words, min(len(words), rng.randint(1, 5))))


def _sentence_pair(text: str, number: int, rng: random.Random) -> Pair:
    """Return some words of a sentence with the rest of its paragraph."""
    parts = sentences(text)
    chosen = rng.randrange(len(parts))
    words = [word for word in parts[chosen].split() if rng.random() > 0.3] or parts[chosen].split()
    rest = " ".join(
        part for place, part in enumerate(parts) if place != chosen or rng.random() < 0.5
    )
    return Pair(" ".join(words), rest or text, number)
