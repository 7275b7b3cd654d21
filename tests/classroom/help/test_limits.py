"""A disk that is full; and one student fills neither the ledger nor everybody's audit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from classroom.errors import ClassroomError
from classroom.help.state import A_DAY, MOST_A_DAY, TIME
from tests.classroom.help.room import LAB, Room, notebook, sent


def test_a_program_that_asks_and_takes_back_for_ever_is_stopped(room: Room) -> None:
    for _ in range(MOST_A_DAY):
        room.desk.end("ada", room.desk.ask("ada", "", "again").id)
    deeds = len(room.deeds())
    with pytest.raises(ClassroomError, match=r"in a day.*help-too-many"):
        room.desk.ask("ada", "", "again")
    assert len(room.deeds()) == deeds
    room.desk.ask("bob", "", "another student is not stopped")
    room.at += A_DAY + timedelta(seconds=1)
    room.desk.ask("ada", "", "and the next day all is well")


def test_a_full_disk_is_said_and_leaves_nothing_half(room: Room) -> None:
    number = room.desk.ask("ada", LAB, "").id
    room.desk.consent("ada", number)
    Path(room.shelf.folder).write_text("a file in the folder's place")
    with pytest.raises(ClassroomError, match="help-not-kept"):
        room.desk.receive("ada", number, sent(notebook()))
    assert room.desk.one("ada", number).copy_at is None


def test_a_question_that_nobody_answers_ends_by_itself(room: Room) -> None:
    number = room.allowed()
    room.later(days=14, seconds=1)
    room.forget()
    assert room.desk.one("ada", number).ended_by == TIME
    assert room.deeds()[-1] == (TIME, "help-end")
