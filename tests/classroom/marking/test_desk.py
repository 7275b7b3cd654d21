"""Who sees which hand-ins, under which names."""

from __future__ import annotations

import stat

import pytest

from classroom.errors import ClassroomError
from classroom.marking.blind import hidden_name, key_of, real_name, set_blind
from classroom.marking.desk import MarkingDesk, own_students, row_of
from classroom.people import Member, Role
from tests.classroom.handins.sent import BERLIN
from tests.classroom.marking.conftest import Room
from tests.classroom.marking.test_giving import BOTH, marks

INES = Member("ines", Role.INSTRUCTOR)
TOM = Member("tom", Role.INSTRUCTOR, frozenset({"tue"}))
PEOPLE = {
    "ada": Member("ada", sections=frozenset({"tue"})),
    "bo": Member("bo", sections=frozenset({"wed"})),
}


def desk(room: Room) -> MarkingDesk:
    return MarkingDesk(room.layout, room.sessions, BERLIN)


def names(room: Room, teacher: Member) -> list[str]:
    return [row.name for row in desk(room).overview(teacher, PEOPLE, 1).rows]


@pytest.mark.parametrize(
    ("teacher", "seen"),
    [(INES, ["ada", "bo", "gone"]), (TOM, ["ada"]), (PEOPLE["ada"], [])],
)
def test_teachers_see_their_own_students_only(room: Room, teacher: Member, seen: list[str]) -> None:
    for user in ("gone", "bo", "ada"):
        room.hand_in(user)
    assert names(room, teacher) == seen


def test_another_sections_student_is_as_good_as_not_there(room: Room) -> None:
    room.hand_in("bo")
    with pytest.raises(ClassroomError, match="no-such-handin"):
        row_of(desk(room).overview(TOM, PEOPLE, 1), "bo")
    assert own_students(TOM, PEOPLE, []) == []


def test_hidden_names_are_stable_differ_by_week_and_open_with_the_key(room: Room) -> None:
    key = key_of(room.layout.own)
    assert key == key_of(room.layout.own)
    assert stat.S_IMODE((room.layout.own / "blind.key").stat().st_mode) == 0o600
    one, other = hidden_name(key, 1, "ada"), hidden_name(key, 2, "ada")
    assert one != other
    assert one != hidden_name(b"another key", 1, "ada")
    assert real_name(key, 1, one, ("bo", "ada")) == "ada"
    assert real_name(key, 1, other, ("bo", "ada")) is None


def test_who_marks_blind_sees_no_name_and_in_no_order_of_names(room: Room) -> None:
    users = [f"s{n}" for n in range(12)]
    for user in users:
        room.hand_in(user)
    with room.sessions.begin() as session:
        set_blind(session, "ines", 1, True)
    overview = desk(room).overview(INES, PEOPLE, 1)
    shown = [row.name for row in overview.rows]
    assert shown == sorted(shown)
    assert [row.handin.user for row in overview.rows] != users
    assert not any(user in name for user in users for name in shown)
    with pytest.raises(ClassroomError, match="no-such-handin"):
        row_of(overview, "s1")
    assert "s1" in names(room, Member("eve", Role.INSTRUCTOR)), "blind for another"
    with room.sessions.begin() as session:
        set_blind(session, "ines", 1, False)
    assert "s1" in names(room, INES)


def test_next_goes_on_after_the_one_that_was_left_and_begins_anew(room: Room) -> None:
    handins = {user: room.hand_in(user) for user in ("a1", "b1", "c1")}

    def after(name: str) -> str | None:
        return desk(room).overview(INES, PEOPLE, 1).next_for("ines", after=name)

    assert [after(""), after("a1"), after("c1")] == ["a1", "b1", "a1"]
    marks(room, handins["b1"], "ines", BOTH)
    assert [after("a1"), after("c1")] == ["c1", "a1"]
    for user in ("a1", "c1"):
        marks(room, handins[user], "ines", BOTH)
    assert after("a1") is None


@pytest.mark.parametrize(
    ("hurt", "code"),
    [
        ("course/current", "no-such-week"),
        ("releases/0007/instructor/week1/rubric.yml", "no-rubric"),
    ],
)
def test_without_a_week_or_rubric_it_is_said(room: Room, hurt: str, code: str) -> None:
    (room.layout.state_dir / hurt).unlink()
    with pytest.raises(ClassroomError, match=code):
        desk(room).overview(INES, PEOPLE, 1)
