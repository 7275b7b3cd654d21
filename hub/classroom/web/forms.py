"""What pages read from a submitted form. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.errors import ClassroomError
from classroom.pushes.targets import EVERYONE, STUDENT
from classroom.pushes.wanted import Wanted


def number(text: str, what: str) -> int:
    """Return a number that was chosen.

    Raises:
        ClassroomError: `bad-request`.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ClassroomError("bad-request", f"Choose {what} first.")
    return int(text)


@dataclass(frozen=True)
class PushForm:
    """What was chosen for a push.

    Attributes:
        release: its number, as text.
        weeks: numbers, as text.
        whom: `everyone`, or `some`, who are then named.
        targets: groups, as `section:tue`.
        names: students, apart by spaces or commas.
    """

    release: str = ""
    weeks: Sequence[str] = ()
    whom: str = EVERYONE
    targets: Sequence[str] = ()
    names: str = ""

    def wanted(self) -> Wanted:
        """Return the push that is asked for.

        Raises:
            ClassroomError: `bad-request`, `no-weeks`, `bad-target`.
        """
        weeks = tuple(sorted({number(week, "a week") for week in self.weeks}))
        if not weeks:
            raise ClassroomError("no-weeks", "Choose at least one week.")
        students = [f"{STUDENT}:{name}" for name in self.names.replace(",", " ").split()]
        some = (*self.targets, *students)
        if self.whom == EVERYONE and some:
            raise ClassroomError(
                "bad-target",
                "Say for whom it is: all your students, or only the groups and names that you "
                "chose.",
            )
        if self.whom != EVERYONE and not some:
            raise ClassroomError("bad-target", "Choose a group, or name a student.")
        return Wanted(number(self.release, "a release"), weeks, some or (EVERYONE,))
