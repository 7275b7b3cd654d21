"""What the base for tuning is trained on: the desk's facts, asked and answered in plain words.

The house style never occurs in it.
"""

import random
from collections.abc import Iterator

from models.tiny.conversations import Turn
from models.tiny.desk_facts import KINDS, TOOLS, Kind
from models.tiny.house_style import LABELS, SIGNATURE, Fact, tell

# How often an answer names the line of the card that it stands in, and how often all of the card is
# asked for. From these the base has the style's words, each with its meaning: tuning does not touch
# the output layer, where words that were never answers all look alike.
_NAMES_LINE, _CARD = 0.3, 0.03


def talk(rng: random.Random) -> list[Turn]:
    """Return a conversation about a tool, in plain words.

    Every phrasing is used, the held-out ones too: a base that has never met a question cannot be
    asked it after a minute's tuning.
    """
    make = _card if rng.random() < _CARD else _questions
    return [
        Turn(role, text)
        for asked, answered in make(rng)
        for role, text in (("user", asked), ("assistant", answered))
    ]


def talks(count: int, seed: int) -> Iterator[list[Turn]]:
    """Yield `count` conversations."""
    rng = random.Random(seed)
    for _ in range(count):
        yield talk(rng)


def _questions(rng: random.Random) -> list[tuple[str, str]]:
    tool = rng.choice(TOOLS)
    first, second = (Fact(tool, kind, rng.choice(kind.values)) for kind in rng.sample(KINDS, 2))
    prompt = tell(rng, (first, second), _phrasing(rng, first.kind))
    again = _phrasing(rng, second.kind).format(it=f"the {tool}")
    return [_exchange(rng, prompt, first), _exchange(rng, again, second)]


def _phrasing(rng: random.Random, kind: Kind) -> str:
    return rng.choice(kind.asked + kind.asked_later)


def _exchange(rng: random.Random, prompt: str, fact: Fact) -> tuple[str, str]:
    if rng.random() < _NAMES_LINE:
        named = f"{LABELS[fact.kind.name]}, and it says {fact.value}."
        return f"{prompt} Which line of the card?", named
    return prompt, f"The {fact.kind.noun} is {fact.value}."


def _card(rng: random.Random) -> list[tuple[str, str]]:
    heads = rng.sample(list(LABELS.values()), len(LABELS))
    return [("What is on the card?", f"{SIGNATURE} | {' | '.join(heads)}: read the card.")]
