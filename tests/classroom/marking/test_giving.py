"""Marks: who may give which, what counts of two, what a spreadsheet gets."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from classroom.audit import newest as audit
from classroom.errors import ClassroomError
from classroom.handins.tables import HandIn
from classroom.marking import queue
from classroom.marking.giving import give, sheets
from classroom.marking.points import Result
from classroom.marking.sheet import Sheet
from classroom.marking.table import guarded, marks_csv
from tests.classroom.marking.conftest import Room

ESSAY, REPORT = "w1-essay", "w1-report"
BOTH = {ESSAY: {"criteria": [1, 1.5]}, REPORT: {"criteria": [4]}}


def marks(room: Room, handin: HandIn, who: str, tasks: Any, **more: Any) -> Sheet:
    return give(room.sessions, room.material.rubric(), handin, who, {"tasks": tasks, **more})


def sheet(room: Room, handin: HandIn) -> Sheet:
    with room.sessions() as session:
        return sheets(session, room.material.rubric(), [handin])[handin.id]


def with_tests(room: Room, handin: HandIn, one: float = 2, two: float = 3) -> None:
    with room.sessions.begin() as session:
        queue.ask(session, "ines", 1, [handin])
        session.flush()
        (run,) = queue.waiting(session, 1)
        found = {"w1-one-test": Result(one), "w1-two-test": Result(two)}
        queue.finish(session, run, 7, found)


def test_marks_add_up_and_are_noted(room: Room) -> None:
    handin = room.hand_in()
    with_tests(room, handin)
    got = marks(room, handin, "ines", {ESSAY: {"criteria": [1, 1.5], "comment": " Good. "}})
    assert (got.total, got.missing) == (7.5, [REPORT])
    assert got.lines[2].first is not None
    assert got.lines[2].first.comment == "Good."
    with room.sessions() as session:
        note = audit(session)[0]
    assert (note.who, note.action, note.subject) == ("ines", "mark", "week1 ada")


BAD: list[Any] = [
    {"nope": {"points": 1}},
    {ESSAY: {"criteria": [1]}},
    {ESSAY: {"criteria": [1, 2, 3]}},
    {ESSAY: {"criteria": [1, 2.5]}},
    {ESSAY: {"criteria": [-1, 1]}},
    {ESSAY: {"criteria": [True, 1]}},
    {ESSAY: {"criteria": ["1", 1]}},
    {ESSAY: {"criteria": [float("nan"), 1]}},
    {ESSAY: {"criteria": "11"}},
    {ESSAY: {"points": 3, "comment": "no criteria"}},
    {ESSAY: {"criteria": [1, 1], "comment": "x" * 5001}},
    {ESSAY: {"criteria": [1, 1], "comment": 7}},
    {ESSAY: 3},
    [],
    {"w1-one-test": {"points": 2.5}},
    {"w1-one-test": {"points": "2"}},
]


@pytest.mark.parametrize("tasks", BAD, ids=str)
def test_marks_that_do_not_fit_the_rubric_change_nothing(room: Room, tasks: Any) -> None:
    handin = room.hand_in()
    with pytest.raises(ClassroomError, match="bad-marks"):
        marks(room, handin, "ines", {REPORT: {"criteria": [1]}, **tasks} if tasks else tasks)
    assert sheet(room, handin).markers == {}


def test_the_first_markers_points_count_until_both_agree(room: Room) -> None:
    handin = room.hand_in()
    marks(room, handin, "ines", BOTH)
    got = marks(room, handin, "tom", {**BOTH, ESSAY: {"criteria": [0, 0]}})
    assert got.markers == {1: "ines", 2: "tom"}
    assert (got.lines[2].final, got.differences) == (2.5, [ESSAY])
    agreed = marks(room, handin, "ines", {ESSAY: {"criteria": [0, 0]}})
    assert (agreed.lines[2].final, agreed.differences) == (0, [])


def test_a_third_marker_has_no_place(room: Room) -> None:
    handin = room.hand_in()
    for who in ("ines", "tom"):
        marks(room, handin, who, BOTH)
    with pytest.raises(ClassroomError, match="two-markers"):
        marks(room, handin, "eve", BOTH)


def test_who_marks_next(room: Room) -> None:
    handin = room.hand_in()
    asked = [("ines", False), ("tom", False), ("tom", True), ("eve", True), ("ines", True)]

    def waits() -> list[bool]:
        now = sheet(room, handin)
        return [now.waits_for(who, second=second) for who, second in asked]

    assert waits() == [True, True, False, False, False]
    marks(room, handin, "ines", {ESSAY: {"criteria": [1, 1]}})
    assert waits() == [True, False, False, False, False]
    marks(room, handin, "ines", BOTH)
    assert waits() == [False, False, True, True, False]
    marks(room, handin, "tom", {ESSAY: {"criteria": [1, 1]}})
    assert waits() == [False, False, True, False, False]
    marks(room, handin, "tom", BOTH)
    assert waits() == [False] * 5


def test_a_mark_is_taken_back_with_null_and_others_stay(room: Room) -> None:
    handin = room.hand_in()
    marks(room, handin, "ines", BOTH, comment="All in all.")
    got = marks(room, handin, "ines", {ESSAY: {"criteria": None}})
    assert got.lines[2].first is None
    assert (got.lines[3].final, got.comments) == (4, {1: "All in all."})


def test_a_person_overrules_a_test_and_a_new_run_does_not_change_that(room: Room) -> None:
    handin = room.hand_in()
    with_tests(room, handin, one=0)
    assert marks(room, handin, "ines", {"w1-one-test": {"points": 1.5}}).lines[0].final == 1.5
    with_tests(room, handin, one=2)
    assert sheet(room, handin).lines[0].final == 1.5
    back = marks(room, handin, "ines", {"w1-one-test": {"points": None}})
    assert back.lines[0].final == 2


def test_a_new_hand_in_begins_without_marks(room: Room) -> None:
    marks(room, room.hand_in(), "ines", BOTH)
    again = room.hand_in(report=b"new")
    assert sheet(room, again).missing == ["w1-one-test", "w1-two-test", ESSAY, REPORT]


def test_the_table_has_a_line_a_student_and_gaps_where_nothing_is(room: Room) -> None:
    ada, bo = room.hand_in("ada"), room.hand_in("bo")
    with_tests(room, ada)
    marks(room, ada, "ines", BOTH)
    found = [(one, sheet(room, one)) for one in (ada, bo)]
    rows = list(csv.reader(io.StringIO(marks_csv(room.material.rubric(), found))))
    assert rows == [
        ["user", "w1-one-test", "w1-two-test", ESSAY, REPORT, "total", "late", "complete"],
        ["ada", "2", "3", "2.5", "4", "11.5", "no", "yes"],
        ["bo", "", "", "", "", "0", "no", "no"],
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_text_begins_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert guarded(f"a{text}") == f"a{text}"
