"""Marks, runs and returns at the same moment: none is lost, none is done twice."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from classroom.marking import queue
from classroom.marking.giving import give, sheets
from classroom.marking.points import Result
from classroom.marking.returning import Returns, returns_of
from classroom.marking.tables import TestRun
from tests.classroom.marking.conftest import Room
from tests.fakes.at_once import at_once

ROUNDS = 10  # each one is a chance to meet in the middle
AT_ONCE = 4
TASKS = {"w1-essay": {"criteria": [1, 1.5]}, "w1-report": {"criteria": [4]}}


def test_two_markers_take_two_places_and_a_third_none(room: Room) -> None:
    for number in range(ROUNDS):
        handin, rubric = room.hand_in(f"s{number}"), room.material.rubric()
        calls = [
            partial(give, room.sessions, rubric, handin, who, {"tasks": TASKS})
            for who in ("ines", "tom", "eve")
        ]
        refused = [one for one in at_once(*calls) if isinstance(one, str)]
        assert refused == ["two-markers"]
        with room.sessions() as session:
            sheet = sheets(session, rubric, [handin])[handin.id]
        assert len(sheet.markers) == 2
        assert all(line.first and line.second for line in sheet.lines[2:])


def test_what_one_marker_gives_twice_is_all_there(room: Room) -> None:
    for number in range(ROUNDS):
        handin, rubric = room.hand_in(f"s{number}"), room.material.rubric()
        parts = [{name: points} for name, points in TASKS.items()] * 2
        calls = [
            partial(give, room.sessions, rubric, handin, "ines", {"tasks": part}) for part in parts
        ]
        assert not [one for one in at_once(*calls) if isinstance(one, str)]
        with room.sessions() as session:
            sheet = sheets(session, rubric, [handin])[handin.id]
        assert (sheet.markers, sheet.lines[2].final, sheet.lines[3].final) == ({1: "ines"}, 2.5, 4)


def test_feedback_is_returned_once(room: Room) -> None:
    returns = Returns(room.layout, room.sessions, ZoneInfo("Europe/Berlin"))
    for number in range(ROUNDS):
        user = f"s{number}"
        handin, rubric = room.hand_in(user), room.material.rubric()
        with room.sessions.begin() as session:
            queue.ask(session, "ines", 1, [handin])
            session.flush()
            (run,) = queue.waiting(session, 1)
            found = {"w1-one-test": Result(2), "w1-two-test": Result(3)}
            queue.finish(session, run, 7, found)
        give(room.sessions, rubric, handin, "ines", {"tasks": TASKS})
        calls = [partial(returns.give_all, "ines", room.material, [handin])] * AT_ONCE
        states = sorted(one[0].state for one in at_once(*calls) if not isinstance(one, str))
        assert states == ["returned", *["unchanged"] * (AT_ONCE - 1)]
        with room.sessions() as session:
            assert [one.number for one in returns_of(session, user)] == [1]
        week = room.layout.feedback(user) / "week1"
        assert [one.name for one in week.iterdir()] == ["1"]


def test_tests_are_queued_once(room: Room) -> None:
    for number in range(ROUNDS):
        handin = room.hand_in(f"s{number}")

        def ask() -> int:
            with room.sessions.begin() as session:
                return queue.ask(session, "ines", 1, [handin])  # noqa: B023

        assert sorted(map(str, at_once(*[ask] * AT_ONCE))) == [*"0" * (AT_ONCE - 1), "1"]
        with room.sessions() as session:
            runs = session.scalars(select(TestRun).where(TestRun.handin_id == handin.id)).all()
        assert len(runs) == 1
