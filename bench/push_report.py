"""The table of the pushes to a class. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from bench.figures import Spread, spread
from bench.record import Pushing
from bench.report import NOT_MEASURED, show

AIM = 10.0  # seconds
HEAD = ("", "measured", "aim")
# As the report has the states, and as people read them.
STATES = {
    "done": "updated or merged",
    "kept-own": "keep an own edit, the new text below it",
    "waiting": "wait for the next start",
}

INTRODUCTION = """\
{homes} students, {running} of whom have a server with a running kernel; an instructor pushes one
week, through the staff address. A third of those at work left their notebook as it was, a third
wrote into another cell, a third into the very cell that the push changes. The time ends when the
report has all of them: what became of each file, and that the others wait for the next start. One
student's cell computes meanwhile; its seconds are compared with those just before. Every field is
*median (lowest to highest)* over {rounds} pushes, a release of its own each.
"""


def table(pushing: Pushing | None) -> list[Sequence[str]]:
    """Return the table, its head first; "not measured" where nothing was."""
    rounds = pushing.rounds if pushing else []
    seconds = [one.seconds for one in rounds]
    rows: list[Sequence[str]] = [
        HEAD,
        ("Push until the report is complete (s)", show(spread(seconds), 1), f"at most {AIM:g}"),
        ("of the aim", show(spread([one / AIM for one in seconds]), 2), "at most 1"),
    ]
    for state, text in STATES.items():
        rows.append((f"Students who {text}", _count(rounds_of(pushing, state)), ""))
    rows += [
        ("A busy cell, no push (s)", show(spread([one.alone for one in rounds]), 1), ""),
        ("The same cell during a push (s)", show(spread([one.beside for one in rounds]), 1), ""),
        (
            "during a push / no push",
            show(spread([one.beside / one.alone for one in rounds]), 2),
            "ends normally",
        ),
    ]
    return rows


def rounds_of(pushing: Pushing | None, state: str) -> list[float]:
    """Return how many students were in a state, round by round."""
    return [float(one.states.get(state, 0)) for one in pushing.rounds] if pushing else []


def introduction(pushing: Pushing | None) -> str:
    """Return what was done."""
    if pushing is None:
        return INTRODUCTION.format(homes=100, running=20, rounds="the")
    told = {"homes": pushing.homes, "running": pushing.running, "rounds": len(pushing.rounds)}
    return INTRODUCTION.format(**told)


def _count(values: Sequence[float]) -> str:
    found: Spread | None = spread(values)
    return NOT_MEASURED if found is None else show(found, 0)
