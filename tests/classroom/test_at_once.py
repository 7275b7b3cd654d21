"""Requests at the same moment, over a real ledger: one outcome, and no error of the database."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from classroom.audit import newest as audit
from classroom.handins.receive import Week, receive
from classroom.handins.tables import of_user
from classroom.pushes.tables import Kind, Push
from classroom.pushes.targets import resolve
from classroom.pushes.wanted import Wanted
from classroom.pushes.writing import write_push, write_undo
from classroom.releases.choice import chosen
from classroom.releases.dates import WeekDates, all_dates
from classroom.settings import ClassroomSettings
from classroom.web import dates_api
from classroom.web.shared import Classroom
from tests.classroom.handins.sent import desk, sent
from tests.classroom.help.room import LAB, open_room
from tests.classroom.pushes.conftest import INES
from tests.fakes.at_once import at_once
from tests.fakes.course_hub import FakeHub, people
from tests.fakes.course_state import Course, notebook, open_course

ROUNDS = 10  # each one is a chance to meet in the middle
AT_ONCE = 4


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = open_course(tmp_path)
    course.release(week3_lab_ipynb=notebook(a="1"))
    course.release(week3_lab_ipynb=notebook(a="2"))
    return course


def push(course: Course, release: int, key: str) -> int:
    members = people("ada", "bob")
    wanted = Wanted(release, (3,), ("everyone",), key)
    reach = resolve(wanted.targets, INES, members)
    return write_push(course.layout, course.sessions, INES, wanted, reach, Kind.UPDATE)


def pushes(course: Course) -> list[int]:
    with course.sessions() as session:
        return list(session.scalars(select(Push.id).order_by(Push.id)))


def test_the_same_push_asked_for_several_times_is_one(course: Course) -> None:
    for number in range(1, ROUNDS + 1):
        made = at_once(*[partial(push, course, 1, f"key{number}")] * AT_ONCE)
        assert made == [number] * AT_ONCE
        assert len(pushes(course)) == number


def test_an_undo_asked_for_several_times_is_one(course: Course) -> None:
    for number in range(ROUNDS):
        first, second = push(course, 1, f"a{number}"), push(course, 2, f"b{number}")
        undo = partial(
            write_undo, course.layout, course.sessions, INES, people("ada", "bob"), second
        )
        undone = at_once(*[undo] * AT_ONCE)
        assert len(set(undone)) == 1
        assert pushes(course)[-3:] == [first, second, undone[0]]
        with course.sessions() as session:
            assert chosen(session) == {3: 1}
            assert [one.action for one in audit(session)][:3] == ["undo", "push", "push"]


def test_two_pushes_know_of_each_other(course: Course) -> None:
    for number in range(ROUNDS):
        calls = [partial(push, course, one, f"{one}{number}") for one in (1, 2)]
        made = at_once(*calls)
        with course.sessions() as session:
            last = session.get_one(Push, max(int(one) for one in made))
            before = session.get_one(Push, min(int(one) for one in made))
            assert last.shown_before == {"3": before.release}
            assert chosen(session) == {3: last.release}


def test_hand_ins_get_numbers_in_their_order_and_the_same_files_one(tmp_path: Path) -> None:
    here, week = desk(tmp_path), Week(3, None)
    for number in range(ROUNDS):
        user = f"s{number}"
        parcels = [sent({"notes": bytes([one % 3])}) for one in range(6)]
        calls = [partial(receive, here, week, user, parcel) for parcel in parcels]
        receipts = at_once(*calls)
        assert not [one for one in receipts if isinstance(one, str)]
        with here.sessions() as session:
            kept = list(reversed(of_user(session, user, 3)))
        assert [one.number for one in kept] == list(range(1, len(kept) + 1))
        hashes = [one.sha256 for one in kept]
        assert all(one != other for one, other in pairwise(hashes))
        folders = sorted(one.name for one in (here.handins / "week3" / user).iterdir())
        assert folders == [f"{one.number:04d}" for one in kept]


def test_one_change_of_dates_wins_whole(course: Course) -> None:
    hub = FakeHub(people())
    zone = ZoneInfo("Europe/Berlin")
    settings = ClassroomSettings.model_construct()
    classroom = Classroom(settings, course.layout, course.sessions, hub, zone)
    push(course, 1, "k")
    days = [(f"2027-01-0{day}", f"2027-02-0{day}") for day in range(1, AT_ONCE + 1)]
    for week in range(1, ROUNDS + 1):
        calls = [
            partial(
                dates_api.change,
                classroom,
                INES,
                week,
                dates_api.NewDates(release=f"{first}T09:00", due=f"{due}T09:00"),
            )
            for first, due in days
        ]
        assert at_once(*calls) == [[]] * AT_ONCE
        with course.sessions() as session:
            now = all_dates(session)[week]
        allowed = [
            WeekDates(datetime(2027, 1, day, 8), datetime(2027, 2, day, 8))
            for day in range(1, AT_ONCE + 1)
        ]
        assert now in allowed


def test_consent_and_questions_at_once(tmp_path: Path) -> None:
    room = open_room(tmp_path)
    for _ in range(ROUNDS):
        asked = at_once(*[lambda: room.desk.ask("ada", LAB, "Why?").id] * AT_ONCE)
        (number,) = [one for one in asked if not isinstance(one, str)]
        assert [one for one in asked if isinstance(one, str)] == ["help-asked-already"] * 3
        allow = partial(room.desk.consent, "ada", number)
        end = partial(room.desk.end, "ada", number)
        assert not [one for one in at_once(allow, allow) if isinstance(one, str)]
        refused = {one for one in at_once(allow, end, end) if isinstance(one, str)}
        assert refused <= {"help-over"}
        assert room.desk.one("ada", number).ended_by == "ada"
        assert room.deeds().count(("ada", "help-end")) == room.deeds().count(("ada", "help-ask"))
