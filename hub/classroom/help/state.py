"""How a question stands, and how long things last. Pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from classroom.errors import ClassroomError
from classroom.help.tables import HelpRequest

CONSENT = timedelta(minutes=60)
"""How long instructors may look, from the moment that the student allows it."""
KEPT_OPEN = timedelta(days=14)
"""A question that nobody ended for so long is ended by itself."""
TOLD = timedelta(days=14)
"""How long students are told of an answer."""
MOST_OPEN = 5
A_DAY, MOST_A_DAY = timedelta(days=1), 30
"""Nobody needs as many; a program that asks and takes back for ever would fill ledger and audit."""
TIME = "the time limit"
"""Stands where the name of who ended a question stands otherwise; no name has a space."""


class State(StrEnum):
    """How a question stands."""

    OPEN = "open"  # asked; nobody may look yet
    ALLOWED = "allowed"  # the student's instructors may look
    EXPIRED = "expired"  # asked still; nobody may look any more
    ENDED = "ended"


def state_of(request: HelpRequest, at: datetime) -> State:
    """Return how a question stands at a moment; the moment of the limit is over it."""
    if request.ended_at is not None:
        return State.ENDED
    if request.consent_until is None:
        return State.OPEN
    return State.ALLOWED if at < request.consent_until else State.EXPIRED


def is_wanted(request: HelpRequest, at: datetime) -> bool:
    """Tell whether the lab should send a copy now: there is none, or somebody asked for one."""
    may = state_of(request, at) is State.ALLOWED
    return may and (request.copy_at is None or request.wanted_at is not None)


def check_allowed(request: HelpRequest, at: datetime) -> None:
    """Refuse unless the student lets instructors look.

    Raises:
        ClassroomError: `help-over` or `help-not-allowed`.
    """
    state = state_of(request, at)
    if state is State.OPEN:
        raise ClassroomError(
            "help-not-allowed", "The student has not allowed anybody to look at the file yet.", 403
        )
    if state is not State.ALLOWED:
        raise over()


def over() -> ClassroomError:
    """Return the refusal of what is over."""
    return ClassroomError(
        "help-over",
        "Nobody may look at this file any more: the time is over, or the question is closed. "
        "The student can allow it anew.",
        403,
    )
