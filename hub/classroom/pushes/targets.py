"""Whom a push is for: words such as `section:tue`, and the students that they mean. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classroom.errors import ClassroomError
from classroom.people import Member, teaches

EVERYONE, SECTION, STUDENT = "everyone", "section", "student"
_MOST = 500


@dataclass(frozen=True)
class Reach:
    """Whom a push goes to.

    Attributes:
        targets: the words, each once.
        students: their names, in order.
        whole: these are all students of the course.
    """

    targets: tuple[str, ...]
    students: tuple[str, ...]
    whole: bool


def taught(teacher: Member, members: Mapping[str, Member]) -> frozenset[str]:
    """Return the names of a teacher's students."""
    return frozenset(name for name, one in members.items() if teaches(teacher, one))


def sections(teacher: Member, members: Mapping[str, Member]) -> list[str]:
    """Return the groups that a teacher can name."""
    mine = taught(teacher, members)
    known = {section for name in mine for section in members[name].sections}
    limited = teacher.sections if not _teaches_all(teacher, members) else frozenset()
    return sorted(known & limited if limited else known)


def resolve(targets: Sequence[str], teacher: Member, members: Mapping[str, Member]) -> Reach:
    """Return the students that the words mean, among those whom the teacher teaches.

    Raises:
        ClassroomError: `bad-target`, `no-such-section`, `not-your-student`, `nobody-there`.
    """
    words = tuple(dict.fromkeys(word.strip() for word in targets))
    if not words or len(words) > _MOST:
        raise ClassroomError("bad-target", f"Say for whom it is: 1 to {_MOST} targets.")
    mine = taught(teacher, members)
    found = frozenset[str]().union(*(_meant(word, teacher, mine, members) for word in words))
    if not found:
        raise ClassroomError("nobody-there", "There is no student in it yet: enrol some first.")
    return Reach(words, tuple(sorted(found)), found == _students(members))


def visible(targets: Sequence[str], teacher: Member, members: Mapping[str, Member]) -> list[str]:
    """Return the words without the names of students whom the teacher does not teach."""
    mine = taught(teacher, members)
    return [
        one
        for one in targets
        if not one.startswith(f"{STUDENT}:") or one.removeprefix(f"{STUDENT}:") in mine
    ]


def told(word: str) -> str:
    """Return a target as people say it.

    >>> told("section:tue"), told("student:ada"), told("everyone")
    ('group tue', 'ada', 'everyone')
    """
    kind, _, name = word.partition(":")
    return {SECTION: f"group {name}", STUDENT: name}.get(kind, word)


def _meant(
    word: str, teacher: Member, mine: frozenset[str], members: Mapping[str, Member]
) -> frozenset[str]:
    kind, colon, name = word.partition(":")
    if word == EVERYONE:
        return mine
    if not colon or kind not in (SECTION, STUDENT) or not name or len(word) > 80:
        raise ClassroomError(
            "bad-target",
            f"{word[:80]!r} is nobody: say everyone, section:NAME or student:NAME.",
        )
    if kind == STUDENT:
        if name not in mine:
            raise ClassroomError(
                "not-your-student", f"You have no student called {name!r}: check the name.", 403
            )
        return frozenset({name})
    if name not in sections(teacher, members) and name not in teacher.sections:
        raise ClassroomError(
            "no-such-section", f"You have no group called {name!r}: check its name.", 404
        )
    return frozenset(one for one in mine if name in members[one].sections)


def _teaches_all(teacher: Member, members: Mapping[str, Member]) -> bool:
    return taught(teacher, members) == _students(members)


def _students(members: Mapping[str, Member]) -> frozenset[str]:
    return frozenset(name for name, one in members.items() if not one.is_teacher)
