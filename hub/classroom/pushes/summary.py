"""How a push stands, in numbers and in one sentence. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

# Who has several weeks counts by the first of these that one of them is in.
_ORDER = (
    *("failed", "running", "new", "pending", "waiting", "held", "not-running", "skipped"),
    *("kept-own", "done", "not-shown-yet"),
    *("cancelled", "replaced", "gone"),
)
SECONDS_TO_BEGIN = 5
"""How long the hub may take until it begins in the labs that run."""
_ARRIVED = ("done", "kept-own")


def by_student(states: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return student -> state, of (student, state) for each week."""
    found: dict[str, str] = {}
    for student, state in states:
        before = found.get(student)
        if before is None or _rank(state) < _rank(before):
            found[student] = state
    return found


def counts(states: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return how many students are in each state, in a fixed order."""
    found = Counter(by_student(states).values())
    return {state: found[state] for state in sorted(found, key=_rank)}


def whole(numbers: Mapping[str, int]) -> str:
    """Return one word for all: `new`, `running`, `pending`, `waiting`, `failed` or `done`."""
    for state in ("new", "running", "pending"):
        if numbers.get(state):
            return state
    if numbers.get("waiting") or numbers.get("held"):
        return "waiting"
    return "failed" if numbers.get("failed") else "done"


def is_turn_to_come(rows: Iterable[tuple[str, datetime | None]], now: datetime) -> bool:
    """Tell whether what waits may wait for its turn, and not for the next start of a lab.

    The hub begins at once in all labs that run, some at a time: so it is done with them when
    nothing runs any more, and something has ended since.

    Args:
        rows: state of each, and since when.
        now: UTC without a zone.
    """
    known = [(state, changed) for state, changed in rows if changed is not None]
    if any(state == "running" for state, _ in known):
        return True
    since = max((changed for state, changed in known if state == "waiting"), default=None)
    if since is None or now - since >= timedelta(seconds=SECONDS_TO_BEGIN):
        return False
    return not any(changed > since for state, changed in known if state in ("done", "failed"))


def sentence(numbers: Mapping[str, int], *, trial: bool = False, undo: bool = False) -> str:
    """Return how a push stands, or what a trial has found.

    >>> sentence({"waiting": 1, "kept-own": 2, "done": 17})
    '19 of 20 students have it; 2 of them keep an own edit. 1 waits for the next start of the lab.'
    """
    everybody = sum(numbers.values())
    if not everybody:
        return "It went to nobody."
    return " ".join(_trial(numbers, everybody) if trial else _push(numbers, everybody, undo))


def _push(numbers: Mapping[str, int], everybody: int, undo: bool) -> list[str]:
    arrived, kept = sum(numbers.get(one, 0) for one in _ARRIVED), numbers.get("kept-own", 0)
    have = _verb(arrived, "has", "have")
    what = f"{have} gone back" if undo else f"{have} it"
    first = f"{arrived} of {_students(everybody)} {what}"
    if kept:
        first += f"; {kept} of them {_verb(kept, 'keeps', 'keep')} an own edit"
    return [f"{first}.", *_rest(numbers)]


def _trial(numbers: Mapping[str, int], everybody: int) -> list[str]:
    fine, kept = numbers.get("done", 0), numbers.get("kept-own", 0)
    tried = fine + kept
    said = [f"Tried in {tried} of {everybody} {_verb(everybody, 'lab', 'labs')}."]
    if kept:
        said.append(f"{kept} would keep an own edit, with the new text beside it.")
    elif tried:
        said.append("No own edit is in the way.")
    still = numbers.get("not-running", 0)
    if still:
        verb = _verb(still, "lab does not run: it gets", "labs do not run: they get")
        said.append(f"{still} {verb} the update at the next start.")
    unseen = numbers.get("not-shown-yet", 0)
    if unseen:
        verb = _verb(unseen, "does", "do")
        said.append(f"{_students(unseen)} {verb} not see it yet: all of it would be new.")
    return said + _rest(numbers)


def _rest(numbers: Mapping[str, int]) -> list[str]:
    told = {
        "failed": ("lab could not be updated", "labs could not be updated"),
        "skipped": ("lab could not be updated in full", "labs could not be updated in full"),
        "running": ("is being updated", "are being updated"),
        "new": ("is being sent", "are being sent"),
        "pending": ("waits for its turn", "wait for their turn"),
        "waiting": ("waits for the next start of the lab", "wait for the next start of the lab"),
        "held": ("waits for the week's date", "wait for the week's date"),
        "replaced": ("got a later push instead", "got a later push instead"),
        "cancelled": ("was called off", "were called off"),
        "gone": ("is not in the course any more", "are not in the course any more"),
    }
    return [
        f"{numbers[key]} {_verb(numbers[key], one, many)}."
        for key, (one, many) in told.items()
        if numbers.get(key)
    ]


def _rank(state: str) -> int:
    return _ORDER.index(state) if state in _ORDER else len(_ORDER)


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _students(number: int) -> str:
    return f"{number} student" if number == 1 else f"{number} students"
