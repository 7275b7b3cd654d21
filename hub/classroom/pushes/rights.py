"""Who may see a push, and who may change it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from classroom.errors import ClassroomError
from classroom.people import Member, teaches_everybody
from classroom.pushes.book import no_such_push
from classroom.pushes.tables import Push
from classroom.pushes.targets import taught
from classroom.pushes.wanted import in_words


def seen(users: Iterable[str], teacher: Member, members: Mapping[str, Member]) -> frozenset[str]:
    """Return those of a push's students whom the teacher may see."""
    return taught(teacher, members) & frozenset(users)


def may_see(
    push: Push, users: Iterable[str], teacher: Member, members: Mapping[str, Member]
) -> bool:
    """Tell whether a push is the teacher's own, or went to students of theirs.

    A trial is for whoever made it.
    """
    own = push.who == teacher.name
    return own or (not push.is_trial and bool(seen(users, teacher, members)))


def may_act(users: Iterable[str], teacher: Member, members: Mapping[str, Member]) -> bool:
    """Tell whether the teacher teaches all whom a push went to, as far as they are still there."""
    return frozenset(users) & frozenset(members) <= taught(teacher, members)


def check_may_show(teacher: Member, weeks: Iterable[int], shown: Iterable[int]) -> None:
    """Refuse those who teach some students to open a week: everybody would see it.

    Args:
        teacher: who pushes.
        weeks: that are pushed.
        shown: the weeks that everybody sees, or will at their dates.

    Raises:
        ClassroomError: `not-yours-to-open`.
    """
    closed = sorted(set(weeks) - set(shown))
    if closed and not teaches_everybody(teacher):
        raise ClassroomError(
            "not-yours-to-open",
            f"{in_words(closed).capitalize()} would be seen by the whole course for the first "
            "time: an admin, or an instructor without a section, has to push it first.",
            403,
        )


def check_may_act(
    push: Push, users: Iterable[str], teacher: Member, members: Mapping[str, Member]
) -> None:
    """Refuse to change a push of others' students.

    Raises:
        ClassroomError: `no-such-push`, `not-your-push`.
    """
    users = list(users)
    if push.is_trial or not may_see(push, users, teacher, members):
        raise no_such_push()
    if not may_act(users, teacher, members):
        raise ClassroomError(
            "not-your-push",
            "This push went to students of other groups too: somebody who teaches all of them "
            "can do this.",
            403,
        )
