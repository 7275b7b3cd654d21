"""One student fills neither the ledger nor everybody's audit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from classroom.errors import ClassroomError
from classroom.help.state import A_DAY, MOST_A_DAY
from tests.classroom.help.room import Room


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
