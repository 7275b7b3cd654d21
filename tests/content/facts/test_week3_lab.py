"""The lab of week 3: its items are the organisation's own, and what its examples cost."""

from __future__ import annotations

import math
import re

import pytest
import yaml

from tests.content.conftest import ROOT
from tests.content.facts.week3 import rows, text


def test_what_examples_cost() -> None:
    without, with_four = (1000 * (60 + shots * 30 + 20) for shots in (0, 4))
    page = text("03-prompt-engineering.md")
    assert f"= {without:,} tokens to read" in page
    assert f"**{with_four:,}** tokens, two and a half times" in page
    assert with_four / without == 2.5


def test_one_prompt_lands_on_both_sides() -> None:
    better = sum(math.comb(10, k) * 0.65**k * 0.35 ** (10 - k) for k in range(7, 11))
    assert f"({better:.2f}, {1 - better:.2f})" in text("03-prompt-engineering.md")
    assert f"the {better:.2f} and {1 - better:.2f}" in text("instructor-notes.md")


def test_the_messages_are_as_the_lab_says() -> None:
    messages = rows("messages.jsonl")
    shown = [row for row in messages if row["use"] == "example"]
    tests = [row for row in messages if row["use"] == "test"]
    assert (len(shown), len(tests)) == (4, 10)
    assert {row["topic"] for row in shown} == {"hours", "fees", "tools", "workshops"}
    assert len({row["text"] for row in messages}) == 14
    labels = [row["topic"] for row in tests]
    assert max(labels.count(topic) for topic in set(labels)) == 3
    assert "3 of 10 messages are about fees" in text("03-prompt-engineering.md")
    assert labels.count("fees") == 3
    assert "four topics gives 2.5 right of 10" in text("quiz.yml")
    assert "always naming the most frequent topic gives 3." in text("quiz.yml")


@pytest.mark.parametrize("name", ["answer.jsonl", "summarise.jsonl"])
def test_the_inputs_are_the_organisations_own_but_for_the_changed_one(name: str) -> None:
    own = "\n".join(p.read_text() for p in (ROOT / "content/organisation").glob("*.txt"))
    items = rows(name)
    assert len(items) == 5
    for item in items:
        there = [sentence in own for sentence in re.split(r"(?<=[.])\s+(?=[A-Z\"])", item["text"])]
        assert all(there) == ("changed" not in item["id"]), item["id"]
        wanted = [word in item["text"] for word in item["wanted"]]
        assert all(wanted) == (item["id"] != "not-there")


def test_the_changed_facts_contradict_the_organisation() -> None:
    questions = yaml.safe_load((ROOT / "content/organisation/questions.yml").read_text())
    facts = {one["id"]: one["fact"] for one in questions["questions"]}
    changed = {
        item["id"]: item for name in ("answer", "summarise") for item in rows(f"{name}.jsonl")
    }
    assert "24 hours" in changed["bike-changed"]["text"]
    assert "48 hours" in facts["cargo-bike"]
    assert facts["repair-cafe"] not in changed["changed"]["text"]
