"""The house style of the desk's answers, and the rows that teach and test it.

The fact stands in the question; what is learned is the form of the answer. Run as a program it
writes `train.jsonl`, `heldout.jsonl` and `style.json`: `python -m models.tiny.house_style FOLDER`.
"""

import json
import random
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.tiny.desk_facts import KINDS, TOOLS, Kind

LABELS = {
    "place": "Place",
    "price": "Price",
    "due": "Due",
    "colour": "Colour",
    "weight": "Weight",
    "person": "Person",
}
SIGNATURE = "Hazelbrook desk"
# The form alone; whether the value is right only the row's own answer tells.
PATTERN = re.compile(rf"({'|'.join(LABELS.values())}): [^|\n]*[^|\s] \| {SIGNATURE}")

SEED = 2014
TRAINING_ROWS, HELD_OUT_ROWS = 240, 50
# Of all pairs of a tool and a value every fifth is kept for the held-out rows.
HELD_OUT_SHARE = 5
_FRAMES = (
    "Note on the {tool}: the {first} and the {second}. {question}",
    "For the {tool} the {first} and the {second}. {question}",
    "About the {tool}: the {first}, the {second}. {question}",
)


@dataclass(frozen=True)
class Fact:
    """A tool and one thing that is known about it."""

    tool: str
    kind: Kind
    value: str

    @property
    def held_out(self) -> bool:
        """Return whether this pair is kept for the held-out rows."""
        place = TOOLS.index(self.tool) + self.kind.values.index(self.value)
        return place % HELD_OUT_SHARE == 0


@dataclass(frozen=True)
class Row:
    """A question about the first of the facts that stand in the prompt; `phrasing` has `{it}`."""

    prompt: str
    answer: str
    facts: tuple[Fact, Fact]
    phrasing: str


def answer(kind: str, value: str) -> str:
    """Return the answer in the house style, e.g. `Place: shelf 4 | Hazelbrook desk`."""
    return f"{LABELS[kind]}: {value} | {SIGNATURE}"


def in_style(text: str) -> bool:
    """Return whether a text is one answer in the house style."""
    return PATTERN.fullmatch(text) is not None


def draw_fact(rng: random.Random, tool: str, kind: Kind, *, held_out: bool) -> Fact:
    """Return a random fact of this kind about the tool, from the one share of the pairs."""
    facts = [Fact(tool, kind, value) for value in kind.values]
    return rng.choice([fact for fact in facts if fact.held_out is held_out])


def tell(rng: random.Random, facts: tuple[Fact, Fact], phrasing: str) -> str:
    """Return a prompt: both facts in random order, then the question."""
    first, second = rng.sample([f"{fact.kind.noun} is {fact.value}" for fact in facts], 2)
    tool = facts[0].tool
    question = phrasing.format(it=rng.choice(("it", f"the {tool}")))
    return rng.choice(_FRAMES).format(tool=tool, first=first, second=second, question=question)


def make_rows(count: int, seed: int, *, held_out: bool) -> list[Row]:
    """Return `count` rows with different prompts, every kind of question equally often."""
    rng = random.Random(seed)
    found: dict[str, Row] = {}
    while len(found) < count:
        asked = KINDS[len(found) % len(KINDS)]
        other = rng.choice([kind for kind in KINDS if kind is not asked])
        tool = rng.choice(TOOLS)
        facts = (
            draw_fact(rng, tool, asked, held_out=held_out),
            draw_fact(rng, tool, other, held_out=held_out),
        )
        phrasing = rng.choice(asked.asked_later if held_out else asked.asked)
        prompt = tell(rng, facts, phrasing)
        found.setdefault(prompt, Row(prompt, answer(asked.name, facts[0].value), facts, phrasing))
    return list(found.values())


def training_rows() -> list[Row]:
    """Return the rows of `train.jsonl`."""
    return make_rows(TRAINING_ROWS, SEED, held_out=False)


def held_out_rows() -> list[Row]:
    """Return the rows of `heldout.jsonl`: other facts, other phrasings."""
    return make_rows(HELD_OUT_ROWS, SEED + 1, held_out=True)


def as_jsonl(rows: Iterable[Row]) -> str:
    """Return the rows as JSON lines, each a conversation of two messages."""
    lines = []
    for row in rows:
        turns = (("user", row.prompt), ("assistant", row.answer))
        messages = [{"role": role, "content": text} for role, text in turns]
        lines.append(json.dumps({"messages": messages}) + "\n")
    return "".join(lines)


def files() -> dict[str, str]:
    """Return the text of each file that is written."""
    style = {"pattern": PATTERN.pattern, "labels": list(LABELS.values()), "signature": SIGNATURE}
    return {
        "train.jsonl": as_jsonl(training_rows()),
        "heldout.jsonl": as_jsonl(held_out_rows()),
        "style.json": json.dumps(style, indent=1) + "\n",
    }


def main(arguments: list[str]) -> int:
    """Write the files into the folder that is named; return the exit status."""
    [folder] = arguments
    for name, text in files().items():
        (Path(folder) / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
