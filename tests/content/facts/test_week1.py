"""The numbers of week 1, computed again and looked for in its texts."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
CONTENT = ROOT / "content/week1"
TEXTS = (
    "the library lends tools",
    "the library lends books",
    "the tools help the library",
    "the books help",
)
WORDS = ("the", "library", "lends", "tools", "books", "help")


@cache
def page(name: str) -> str:
    """Return a lecture, its lines joined."""
    return re.sub(r"\s+(?:# )?", " ", (CONTENT / name).read_text(encoding="utf-8"))


def after(word: str) -> list[str]:
    """Return what follows a word in the texts, every time."""
    found = []
    for text in TEXTS:
        words = [*text.split(), "(end)"]
        found += [second for first, second in pairwise(words) if first == word]
    return found


def models() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "content/models.yml").read_text(encoding="utf-8"))
    return {one["name"]: one for one in found["sources"]["registry"]["models"]}


@pytest.mark.parametrize("word", WORDS)
def test_the_table_of_six_words_is_counted(word: str) -> None:
    followers = after(word)
    counts = {one: followers.count(one) for one in dict.fromkeys(followers)}
    row = re.search(rf"\| {word} \| ([^|]+) \| ([^|]+) \|", page("01-overview-of-llms.md"))
    assert row is not None
    named = dict(part.rsplit(" ", 1) for part in row[1].split(", "))
    assert {one: int(n) for one, n in named.items()} == counts
    shares = [float(share) for share in row[2].split(", ")]
    assert shares == [round(int(n) / len(followers), 2) for n in named.values()]


def test_the_die_of_the_game_gives_the_probabilities_of_the_table() -> None:
    game = "After *library*: 1 to 4 *lends*, 5 and 6 *(end)*."
    assert game in page("01-overview-of-llms.md")
    assert after("library").count("lends") / len(after("library")) == 4 / 6
    for word in WORDS[2:]:
        assert [after(word).count(one) for one in set(after(word))] == [1, 1], word


def test_the_models_for_a_laptop_fit_onto_the_disk_that_is_named() -> None:
    names = re.findall(r"ollama pull (\S+:\S+|all-minilm)", page("02-introduction-to-ollama.md"))
    known = models()
    sizes = [known[name if ":" in name else f"{name}:latest"]["size_mb"] for name in names]
    assert len(names) == 3
    assert 0.5 < sum(sizes) / 1000 <= 1
    assert "1 GB of disk for the three small models" in page("02-introduction-to-ollama.md")
