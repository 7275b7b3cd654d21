"""Who may see whose work."""

import pytest

from classroom.people import Member, Role, member_of, teaches, teaches_everybody

ADA = Member("ada", sections=frozenset({"tue"}))
INES = Member("ines", Role.INSTRUCTOR)
TUE = Member("tom", Role.INSTRUCTOR, frozenset({"tue"}))
WED = Member("wanda", Role.INSTRUCTOR, frozenset({"wed"}))
ROOT = Member("root", Role.ADMIN, frozenset({"wed"}))


@pytest.mark.parametrize(
    ("teacher", "student", "may"),
    [
        (INES, ADA, True),
        (TUE, ADA, True),
        (WED, ADA, False),
        (ROOT, ADA, True),
        (ADA, ADA, False),
        (INES, TUE, False),
        (ROOT, INES, False),
        (TUE, Member("bob"), False),
    ],
)
def test_who_teaches_whom(teacher: Member, student: Member, may: bool) -> None:
    assert teaches(teacher, student) is may


@pytest.mark.parametrize(
    ("member", "does"), [(ROOT, True), (INES, True), (TUE, False), (ADA, False)]
)
def test_who_teaches_everybody(member: Member, does: bool) -> None:
    assert teaches_everybody(member) is does
    assert not teaches_everybody(Member("bob"))


@pytest.mark.parametrize(
    ("groups", "admin", "role"),
    [
        ([], False, Role.STUDENT),
        (["students", "section-a"], False, Role.STUDENT),
        (["instructors"], False, Role.INSTRUCTOR),
        (["instructors"], True, Role.ADMIN),
        (["admins", "students"], False, Role.ADMIN),
    ],
)
def test_groups_say_the_role(groups: list[str], admin: bool, role: Role) -> None:
    assert member_of("x", groups, admin).role is role
