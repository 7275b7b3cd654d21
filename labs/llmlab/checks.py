"""Checks for the visible tests of a lab: a kind sentence when something is not right yet."""

from __future__ import annotations

from collections.abc import Sized


class CheckFailed(AssertionError):
    """An answer is not right yet; the message says where to look."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook (a hook of IPython's)."""
        return [f"Not yet: {self}"]


def check_that(condition: bool, hint: str, done: str = "This works.") -> None:
    """Say `done` when the condition holds, else raise `CheckFailed` with the hint."""
    if not condition:
        raise CheckFailed(hint)
    print(f"[OK] {done}")


def check_text(value: object, what: str, minimum: int = 1) -> None:
    """Check that a value is a text of at least `minimum` characters, without spaces around."""
    if value is None:
        raise CheckFailed(f"{what} is None. Does your function end with `return`?")
    if not isinstance(value, str):
        raise CheckFailed(
            f"{what} should be a text (str) but is of type {type(value).__name__}. Did you return "
            "the whole reply?"
        )
    length = len(value.strip())
    if length < minimum:
        raise CheckFailed(
            f"{what} has {length} characters; expected at least {minimum}. Run the cell above "
            "again and look at it."
        )
    print(f"[OK] {what} is a text of {length} characters.")


def check_within(value: object, what: str, low: float, high: float) -> None:
    """Check that a value is a number between `low` and `high`, both included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CheckFailed(f"{what} should be a number but is of type {type(value).__name__}.")
    if not low <= value <= high:
        raise CheckFailed(
            f"{what} is {value:g}; expected something from {low:g} to {high:g}. Check the units."
        )
    print(f"[OK] {what} is {value:g}.")


def check_equal(value: object, expected: object, what: str, hint: str = "") -> None:
    """Check that a value is what was expected; lengths are named when they differ."""
    if value != expected:
        text = f"{what} is {value!r}; expected {expected!r}."
        lengths = [_length(one) for one in (value, expected)]
        if None not in lengths and lengths[0] != lengths[1]:
            text += f" (Lengths: {lengths[0]} and {lengths[1]}.)"
        raise CheckFailed(f"{text} {hint}".strip())
    print(f"[OK] {what} is {expected!r}.")


def _length(value: object) -> int | None:
    """Return how many things there are; how many letters a text has says nothing here."""
    return len(value) if isinstance(value, Sized) and not isinstance(value, str) else None
