"""The table of week 4's demo. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from bench.figures import spread
from bench.record import Demo, Tuning
from bench.report import show

GB = 1e9
HEAD = ("", "as a script", "as a notebook", "aim")
AIM = "at most 120"
ANSWERING = ("base", "with adapter", "merged", "in Ollama")

INTRODUCTION = """\
Week 4's demo: a tiny model is fine-tuned with QLoRA, examined, merged, converted and answers in
Ollama; from the start of the program to its end, on 2 cores without a graphics card, in turns and
each time in a new lab. Every field is *median (lowest to highest)*. Exact: held-out questions
answered word for word. Memory: the most that the process held, and what the forecast had said.
"""


def seconds(demos: Sequence[Demo]) -> str:
    """Return how long the whole demo took."""
    return show(spread([demo.seconds for demo in demos]), 1)


def exact(demos: Sequence[Demo], who: str) -> str:
    """Return how many answers of one were right, of how many."""
    told = [demo for demo in demos if who in demo.exact]
    asked = sorted({demo.asked[who] for demo in told})
    right = spread([float(demo.exact[who]) for demo in told])
    return show(right, 0, f" of {' or '.join(map(str, asked))}")


def memory(demos: Sequence[Demo], name: str) -> str:
    """Return gigabytes: `memory` is the peak, `predicted` the forecast."""
    found = [getattr(demo, name) for demo in demos]
    return show(spread([one / GB for one in found if one is not None]), 2)


def table(tuning: Tuning | None) -> list[Sequence[str]]:
    """Return the table, its head first; "not measured" where nothing was."""
    ways = (tuning.script, tuning.notebook) if tuning else ([], [])
    rows: list[Sequence[str]] = [HEAD, ("The whole demo (s)", *map(seconds, ways), AIM)]
    for who in ANSWERING:
        rows.append((f"Held-out answers exact, {who}", *(exact(way, who) for way in ways), ""))
    for name, text in (
        ("predicted", "Memory predicted (GB)"),
        ("memory", "Memory at its peak (GB)"),
    ):
        rows.append((text, *(memory(way, name) for way in ways), ""))
    return rows
