"""What each role of a person means to JupyterHub. Pure data and functions."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

STUDENTS = "students"
INSTRUCTORS = "instructors"
ADMINS = "admins"
SECTION_PREFIX = "section-"
STUDENTS_OF, INSTRUCTORS_OF = "students-of-", "instructors-of-"
"""Prefixes of the groups that a section's students and instructors are in besides: JupyterHub's
scopes name one group, and a section has colleagues and admins in it too."""
AT_LARGE = "instructors-at-large"
"""Instructors without a section, who look after everybody."""


class Role(StrEnum):
    """Who somebody is in the workshop."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"


GROUP_OF = {Role.STUDENT: STUDENTS, Role.INSTRUCTOR: INSTRUCTORS, Role.ADMIN: ADMINS}


def scopes_over(students: str) -> list[str]:
    """Return what an instructor may do with a group of students.

    See who is there, start and stop their servers, and nothing of anybody else's: an instructor is
    no admin, for an admin reads every home and makes other admins. Nor may they enter a lab: what
    they look at is a copy, for which the student has to be asked.
    """
    verbs = ("list:users", "read:servers", "start:servers", "delete:servers")
    return ["admin-ui", *(f"{verb}!group={students}" for verb in verbs)]


def role_over(section: str) -> dict[str, Any]:
    """Return JupyterHub's role of a section's instructors, as its configuration has roles.

    >>> role_over("tuesday")["name"]
    'instructor-of-tuesday'
    """
    return {
        "name": f"instructor-of-{section}",
        "scopes": scopes_over(STUDENTS_OF + section),
        "groups": [INSTRUCTORS_OF + section],
    }


def groups_for(role: Role, section: str) -> frozenset[str]:
    """Return the JupyterHub groups of a person; `section` is the roster's group, "" for none.

    >>> sorted(groups_for(Role.STUDENT, "tuesday"))
    ['section-tuesday', 'students', 'students-of-tuesday']
    >>> sorted(groups_for(Role.INSTRUCTOR, ""))
    ['instructors', 'instructors-at-large']
    """
    groups = {GROUP_OF[role]}
    if section:
        groups.add(SECTION_PREFIX + section)
    return frozenset(groups | derived(groups))


def derived(groups: Iterable[str]) -> frozenset[str]:
    """Return the groups that follow from being in others: whose student, whose instructor.

    >>> sorted(derived({"instructors", "section-a", "section-b", "club"}))
    ['instructors-of-a', 'instructors-of-b']
    """
    groups = set(groups)
    sections = sections_of(groups)
    found: set[str] = set()
    if STUDENTS in groups:
        found |= {STUDENTS_OF + section for section in sections}
    if INSTRUCTORS in groups:
        found |= {INSTRUCTORS_OF + section for section in sections} or {AT_LARGE}
    return frozenset(found)


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
    return group in GROUP_OF.values() or group.startswith(SECTION_PREFIX) or is_derived(group)


def is_derived(group: str) -> bool:
    """Tell whether a group follows from others."""
    return group == AT_LARGE or group.startswith((STUDENTS_OF, INSTRUCTORS_OF))


def group_changes(have: Iterable[str], want: frozenset[str]) -> tuple[set[str], set[str]]:
    """Return the groups to join and to leave; groups that are not the roster's stay."""
    have = set(have)
    return set(want - have), {group for group in have - want if is_ours(group)}
