"""What somebody asks to have pushed, checked before anything is written. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classroom.errors import ClassroomError


@dataclass(frozen=True)
class Wanted:
    """A release's weeks, for some people.

    Attributes:
        release: its number.
        weeks: of it.
        targets: see `classroom.pushes.targets`.
        key: of whoever asks; the same key twice makes one push.
    """

    release: int
    weeks: tuple[int, ...]
    targets: tuple[str, ...]
    key: str | None = None


def check_weeks(wanted: Wanted, has: Sequence[int]) -> None:
    """Refuse weeks that the release does not have.

    Raises:
        ClassroomError: `no-weeks`, `no-such-week`.
    """
    if not wanted.weeks:
        raise ClassroomError("no-weeks", "Say which weeks: at least one.")
    missing = [week for week in wanted.weeks if week not in has]
    if missing:
        raise ClassroomError(
            "no-such-week",
            f"Release {wanted.release} has no {in_words(missing)}; it has {in_words(has)}.",
            404,
        )


def in_words(weeks: Iterable[int]) -> str:
    """Return weeks as people say them.

    >>> in_words([3]), in_words([1, 2, 4])
    ('week 3', 'weeks 1, 2 and 4')
    """
    numbers = [str(week) for week in weeks]
    if len(numbers) < 2:
        return f"week {''.join(numbers)}".strip()
    return f"weeks {', '.join(numbers[:-1])} and {numbers[-1]}"
