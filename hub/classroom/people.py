"""Who is in the course, and who may see whom. Pure data and functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

SECTION_PREFIX = "section-"


class Role(StrEnum):
    """Who somebody is in the course."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"


@dataclass(frozen=True)
class Member:
    """Somebody in the course; sections are the roster's groups, such as `tuesday`."""

    name: str
    role: Role = Role.STUDENT
    sections: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_teacher(self) -> bool:
        """Tell whether this is an instructor or admin."""
        return self.role is not Role.STUDENT


def member_of(name: str, groups: Iterable[str], admin: bool = False) -> Member:
    """Return the member that JupyterHub's groups describe.

    >>> member_of("ines", ["instructors", "section-a"])
    Member(name='ines', role=<Role.INSTRUCTOR: 'instructor'>, sections=frozenset({'a'}))
    """
    groups = set(groups)
    sections = {
        one.removeprefix(SECTION_PREFIX) for one in groups if one.startswith(SECTION_PREFIX)
    }
    if admin or "admins" in groups:
        role = Role.ADMIN
    else:
        role = Role.INSTRUCTOR if "instructors" in groups else Role.STUDENT
    return Member(name, role, frozenset(sections))


def teaches_everybody(member: Member) -> bool:
    """Tell whether somebody teaches all students, whichever sections there are or will be."""
    whole = member.role is Role.INSTRUCTOR and not member.sections
    return member.role is Role.ADMIN or whole


def teaches(teacher: Member, student: Member) -> bool:
    """Tell whether a teacher may see a student's work.

    An admin teaches all; an instructor without a section too; with sections, the students in one
    of them. Nobody teaches another teacher, and a student nobody.
    """
    if not teacher.is_teacher or student.is_teacher:
        return False
    return teaches_everybody(teacher) or bool(teacher.sections & student.sections)
