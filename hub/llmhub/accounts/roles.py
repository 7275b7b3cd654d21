"""What each role of a person means to JupyterHub. Pure data and functions."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

STUDENTS = "students"
INSTRUCTORS = "instructors"
ADMINS = "admins"
SECTION_PREFIX = "section-"


class Role(StrEnum):
    """Who somebody is in the workshop."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"


GROUP_OF = {Role.STUDENT: STUDENTS, Role.INSTRUCTOR: INSTRUCTORS, Role.ADMIN: ADMINS}

# See who is there, start and stop students' servers and look into them, and nothing of anybody
# else's: an instructor is no admin, for an admin reads every home and makes other admins.
INSTRUCTOR_SCOPES = (
    "admin-ui",
    f"list:users!group={STUDENTS}",
    f"read:servers!group={STUDENTS}",
    f"start:servers!group={STUDENTS}",
    f"delete:servers!group={STUDENTS}",
    f"access:servers!group={STUDENTS}",
)


def groups_for(role: Role, section: str) -> frozenset[str]:
    """Return the JupyterHub groups of a person; `section` is the roster's group, "" for none.

    >>> sorted(groups_for(Role.STUDENT, "tuesday"))
    ['section-tuesday', 'students']
    """
    groups = {GROUP_OF[role]}
    if section:
        groups.add(SECTION_PREFIX + section)
    return frozenset(groups)


def read_groups(groups: Iterable[str]) -> tuple[Role, str]:
    """Return the role and section that groups come nearest to; whoever is in none is a student.

    >>> read_groups({"instructors", "section-a", "club"})
    (<Role.INSTRUCTOR: 'instructor'>, 'a')
    """
    groups = set(groups)
    sections = sorted(name for name in groups if name.startswith(SECTION_PREFIX))
    section = sections[0].removeprefix(SECTION_PREFIX) if sections else ""
    return (Role.INSTRUCTOR if INSTRUCTORS in groups else Role.STUDENT), section


def sections_of(groups: Iterable[str]) -> frozenset[str]:
    """Return the roster's groups among JupyterHub's.

    >>> sorted(sections_of({"students", "section-a", "club"}))
    ['a']
    """
    found = (name for name in groups if name.startswith(SECTION_PREFIX))
    return frozenset(name.removeprefix(SECTION_PREFIX) for name in found)


def teaches(groups: Iterable[str]) -> bool:
    """Tell whether somebody in these of JupyterHub's groups is an instructor or admin."""
    return not {INSTRUCTORS, ADMINS}.isdisjoint(groups)


def is_ours(group: str) -> bool:
    """Tell whether the roster decides who is in `group`; other groups are the admin's own."""
    return group in GROUP_OF.values() or group.startswith(SECTION_PREFIX)


def group_changes(have: Iterable[str], want: frozenset[str]) -> tuple[set[str], set[str]]:
    """Return the groups to join and to leave; groups that are not the roster's stay."""
    have = set(have)
    return set(want - have), {group for group in have - want if is_ours(group)}
