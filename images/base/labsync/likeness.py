"""How alike two texts are. Pure."""

from __future__ import annotations

import re
from collections import Counter

ALIKE = 0.6
"""Share of words in common from which two texts are one that was edited."""

_WORD = re.compile(r"\w+|[^\w\s]")


def words_of(text: str) -> Counter[str]:
    """Return how often each word and sign comes."""
    return Counter(_WORD.findall(text))


def shared(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that two texts have in common: 0 to 1, order left aside."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are: 0 to 1."""
    return shared(words_of(one), words_of(other))
