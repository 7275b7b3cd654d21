"""What the base for tuning is trained on: the desk's facts, asked and answered in plain words.

The house style never occurs in it.
"""

import random
from collections.abc import Iterator

from models.tiny.conversations import Turn
from models.tiny.desk_facts import KINDS, TOOLS
from models.tiny.house_style import LABELS, SIGNATURE, Fact, tell

# How often a turn is of each form: a question; words to be read back, which teach copying sooner
# than anything else; and now and then the card, which has the words of the style in it.
_QUESTIONS, _READ_BACK, _CARD = 0.75, 0.2, 0.05


def talk(rng: random.Random) -> list[Turn]:
    """Return a conversation about a tool, in plain words.

    Every phrasing is used, the held-out ones too: a base that has never met a question cannot be
    asked it after a minute's tuning.
    """
    [make] = rng.choices((_questions, _read_back, _card), (_QUESTIONS, _READ_BACK, _CARD))
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
    again = _phrasing(rng, second).format(it=f"the {tool}")
    return [
        (tell(rng, (first, second), _phrasing(rng, first)), _plain(first)),
        (again, _plain(second)),
    ]


def _phrasing(rng: random.Random, fact: Fact) -> str:
    return rng.choice(fact.kind.asked + fact.kind.asked_later)


def _plain(fact: Fact) -> str:
    return fact.kind.plain.format(value=fact.value)


def _read_back(rng: random.Random) -> list[tuple[str, str]]:
    words = [rng.choice(rng.choice((TOOLS, *(kind.values for kind in KINDS)))) for _ in range(5)]
    text = " and ".join(words)
    return [(f"Read back: {text}.", f"{text}.")]


def _card(rng: random.Random) -> list[tuple[str, str]]:
    heads = rng.sample(list(LABELS.values()), len(LABELS))
    return [("What is on the card?", f"{SIGNATURE} | {' | '.join(heads)}: read the card.")]
