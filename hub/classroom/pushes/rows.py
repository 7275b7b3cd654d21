"""How rows of a push go on: what the hub says, what is to be sent, what is out of date. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from classroom.pushes.tables import FINAL, UNSENT, RowState

Json = dict[str, Any]
_HUB_STATES = frozenset(RowState) - UNSENT - {RowState.GONE}


@dataclass(frozen=True)
class Step:
    """What a row becomes."""

    state: RowState
    code: str = ""
    message: str = ""


HIDDEN = Step(
    RowState.FAILED,
    "week-hidden",
    "This week is not shown to students any more: push it again, or change its dates first.",
)
WITHDRAWN = Step(
    RowState.CANCELLED,
    "week-withdrawn",
    "The week was taken back or hidden meanwhile: what the student has stays as it is.",
)
ANOTHER = Step(
    RowState.REPLACED,
    "another-release",
    "When the week's date came, another release of it had been chosen.",
)
GONE = Step(RowState.GONE, "not-in-course", "This student is not in the course any more.")
OVERTAKEN = Step(RowState.REPLACED)
CALLED_OFF = Step(RowState.CANCELLED)


@dataclass(frozen=True)
class Where:
    """What decides about a row that the hub does not know of.

    Attributes:
        people: everybody in the course.
        overtaken: (student, week) to which a later push went.
        can_be_read: (publication, week) that lie there.
    """

    people: Collection[str]
    overtaken: Collection[tuple[str, int]]
    can_be_read: Collection[tuple[int, int]]


def place(week: int, release: int, shown: Mapping[int, int]) -> Step:
    """Return what becomes of a row whose publication is not known yet.

    Args:
        week: the row's.
        release: what was pushed.
        shown: week -> release of the publication.
    """
    if week not in shown:
        return Step(RowState.HELD)
    return Step(RowState.NEW) if shown[week] == release else ANOTHER


def try_out(week: int, release: int, shown: Mapping[int, int], chosen: Collection[int]) -> Step:
    """Return what becomes of a trial's row: a week that nobody sees is not tried in any lab.

    Args:
        week, release, shown: as for `place`.
        chosen: the weeks that students see, or will when their date comes.
    """
    return place(week, release, shown) if week in shown or week in chosen else not_shown(week)


def not_shown(week: int) -> Step:
    """Return the end of a row whose week would have to be shown to be tried."""
    code = "not-shown-yet"
    return Step(
        RowState.FAILED,
        code,
        f"Students do not see week {week} yet, so nothing was tried in their labs: all of it "
        "would be new.",
    )


def unknown_to_hub(
    user: str, week: int, publication: int, where: Where, *, undo: bool = False
) -> Step | None:
    """Return why a row is not sent (again), None where it has to be.

    An undo cannot be had by pushing again: it is over where there is nothing to go back to.
    """
    if user not in where.people:
        return GONE
    if (user, week) in where.overtaken:
        return OVERTAKEN
    missing = WITHDRAWN if undo else HIDDEN
    return None if (publication, week) in where.can_be_read else missing


def of_order(order: Mapping[str, Any], *, stands: bool = False) -> Step | None:
    """Return what the hub says of a row, None where it says nothing that is known here.

    What was called off of a push that `stands` is missing: nobody asked for that.
    """
    state = order.get("state")
    if state not in _HUB_STATES:
        return None
    if stands and order.get("code") == WITHDRAWN.code:
        return HIDDEN
    return Step(
        RowState(state), str(order.get("code") or "")[:64], str(order.get("message") or "")[:500]
    )


def by_place(orders: Iterable[Json]) -> dict[tuple[str, int], Json]:
    """Return a push's orders by student and week, the newest of each."""
    return {(str(one.get("user")), int(one.get("week") or 0)): one for one in orders}


def is_finished(states: Iterable[str]) -> bool:
    """Tell whether nothing can change by itself any more."""
    return all(state in FINAL for state in states)
