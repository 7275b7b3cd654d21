"""Which instructor sees what, what is noted of it, and what reaches the student."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from classroom.errors import ClassroomError
from classroom.help import telling
from classroom.help.state import TIME
from classroom.help.tables import looks
from tests.classroom.help.room import LAB, Room, notebook, sent

BERLIN = ZoneInfo("Europe/Berlin")


def refused(work: Any, *words: Any) -> tuple[str, int]:
    with pytest.raises(ClassroomError) as caught:
        work(*words)
    return caught.value.code, caught.value.status


def who_looked(room: Room, number: int) -> list[str]:
    with room.sessions() as session:
        return [one.who for one in looks(session, room.desk.one("ada", number))]


@pytest.mark.parametrize(
    ("who", "sees"), [("tom", True), ("ines", True), ("root", True), ("wes", False), ("bob", False)]
)
def test_instructors_see_their_own_students_alone(room: Room, who: str, sees: bool) -> None:
    number = room.allowed("ada")
    watch = room.watch(who)
    if sees:
        assert [one.id for one in watch.waiting()] == [number]
        _, copy = watch.look(number)
        assert copy is not None
        assert copy.data == notebook()
        return
    assert watch.waiting() == []
    for work in (watch.one, watch.look, watch.want_newer):
        assert refused(work, number) == ("no-such-help", 404)
    assert refused(watch.answer, number, "x") == ("no-such-help", 404)
    room.desk.end("ada", number)
    assert watch.ended() == []
    assert who_looked(room, number) == []


def test_who_left_the_section_is_seen_no_more(room: Room) -> None:
    number = room.allowed("ada")
    del room.members["ada"]
    assert refused(room.watch("tom").look, number) == ("no-such-help", 404)


@pytest.mark.parametrize(
    ("stage", "code"),
    [("asked", "help-not-allowed"), ("late", "help-over"), ("ended", "help-over")],
)
def test_nobody_looks_outside_the_hour(room: Room, stage: str, code: str) -> None:
    number = room.desk.ask("ada", LAB, "").id if stage == "asked" else room.allowed()
    if stage == "late":
        room.later(minutes=60)  # nothing has removed the copy yet
    if stage == "ended":
        room.desk.end("ada", number)
    assert refused(room.watch("tom").look, number) == (code, 403)
    assert who_looked(room, number) == []
    if stage != "ended":
        assert room.watch("tom").one(number).words == room.desk.one("ada", number).words


def test_before_the_copy_comes_there_is_none_to_see(room: Room) -> None:
    number = room.desk.ask("ada", LAB, "").id
    room.desk.consent("ada", number)
    assert room.watch("tom").look(number)[1] is None
    assert who_looked(room, number) == []


def test_every_deed_is_in_the_audit_and_looks_once_a_minute(room: Room) -> None:
    number = room.allowed()
    for _ in range(3):
        room.watch("tom").look(number)
        room.later(seconds=25)
    room.watch("ines").look(number)
    room.watch("tom").want_newer(number)
    room.watch("tom").answer(number, "Cell 3.")
    assert room.deeds() == [
        ("ada", "help-ask"),
        ("ada", "help-allow"),
        ("tom", "help-look"),
        ("ines", "help-look"),
        ("tom", "help-want"),
        ("tom", "help-end"),
    ]
    assert who_looked(room, number) == ["tom", "ines"]


def test_a_second_look_after_a_minute_is_noted(room: Room) -> None:
    number = room.allowed()
    room.watch("tom").look(number)
    room.later(seconds=60)
    room.watch("tom").look(number)
    assert who_looked(room, number) == ["tom", "tom"]


def test_expiry_is_in_the_audit_once(room: Room) -> None:
    room.allowed()
    room.later(minutes=61)
    room.forget()
    room.forget()
    assert [one for one in room.deeds() if one[0] == TIME] == [(TIME, "help-expire")]


def test_a_newer_copy_is_wanted_until_it_comes(room: Room) -> None:
    def wanted() -> tuple[bool, str]:
        told = telling.told(room.desk.one("ada", number), room.at, BERLIN)
        return told["wanted"], told["wanted_by"]

    number = room.desk.ask("ada", LAB, "").id
    assert wanted() == (False, "")
    room.watch("tom").want_newer(number)
    assert wanted() == (True, "tom"), "before consent it is a wish to look"
    room.desk.consent("ada", number)
    room.desk.receive("ada", number, sent(notebook()))
    assert wanted() == (False, "")
    room.watch("tom").want_newer(number)
    assert wanted() == (True, "tom")
    room.desk.receive("ada", number, sent(notebook()))
    assert wanted() == (False, "")
    room.desk.end("ada", number)
    assert refused(room.watch("tom").want_newer, number) == ("help-over", 403)


def test_after_the_hour_a_renewed_consent_wants_a_copy(room: Room) -> None:
    number = room.allowed()
    room.later(minutes=61)
    room.forget()
    room.desk.consent("ada", number)
    assert telling.told(room.desk.one("ada", number), room.at, BERLIN)["wanted"]


def test_the_answer_reaches_the_student_and_a_second_one_is_refused(room: Room) -> None:
    number = room.allowed()
    assert refused(room.watch("tom").answer, number, "x" * 2001) == ("help-words", 400)
    room.later(minutes=5)
    room.watch("tom").answer(number, "Look at cell 3.")
    assert refused(room.watch("ines").answer, number, "No!") == ("help-over", 403)
    own = room.desk.own("ada")
    assert telling.answers(own, BERLIN) == [
        {
            "id": number,
            "path": LAB,
            "words": "Look at cell 3.",
            "by": "tom",
            "at": "2026-05-04T07:05:00Z",
            "at_local": "Mon 4 May 2026, 09:05 CEST",
        }
    ]


@pytest.mark.parametrize("how", ["taken back", "time"])
def test_what_nobody_answered_is_no_answer(room: Room, how: str) -> None:
    number = room.allowed()
    if how == "time":
        room.later(days=15)
        room.forget()
    else:
        room.desk.end("ada", number)
    assert room.desk.one("ada", number).ended_at is not None
    assert telling.answers(room.desk.own("ada"), BERLIN) == []


def test_who_waits_longest_is_first(room: Room) -> None:
    first = room.desk.ask("bob", LAB, "").id
    room.later(minutes=1)
    second = room.desk.ask("ada", LAB, "").id
    assert [one.id for one in room.watch("ines").waiting()] == [first, second]


def test_a_student_is_told_who_may_look(room: Room) -> None:
    ada = room.members["ada"]
    assert telling.teachers_of(ada, room.members) == ["ines", "root", "tom"]


def test_the_ledger_has_nothing_of_a_copy(room: Room) -> None:
    number = room.allowed(data=notebook("secret_of_ada = 1"))
    room.watch("tom").look(number)
    assert room.kept("secret_of_ada") == ["file"]
