"""The states of an order, and which may follow which. Pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """How far an order is."""

    WAITING = "waiting"  # for a turn, or for the next start of the server
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REPLACED = "replaced"  # by a newer one for the same student and week
    CANCELLED = "cancelled"


FOLLOWS: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.RUNNING, State.FAILED, State.REPLACED, State.CANCELLED}),
    # Back to waiting: the time was up, the server stopped, or the hub ended in the middle.
    State.RUNNING: frozenset({State.DONE, State.FAILED, State.WAITING}),
    State.FAILED: frozenset({State.WAITING, State.REPLACED}),
    State.DONE: frozenset(),
    State.REPLACED: frozenset(),
    State.CANCELLED: frozenset(),
}

COUNTS = frozenset({State.WAITING, State.RUNNING, State.DONE, State.FAILED})
"""An order in one of these makes older ones for the same student and week out of date."""


def check_step(before: State, after: State) -> None:
    """Raise ValueError for a step that must never happen."""
    if after not in FOLLOWS[before]:
        raise ValueError(f"an order that is {before} cannot become {after}")
