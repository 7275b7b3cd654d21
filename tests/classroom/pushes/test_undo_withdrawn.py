"""An undo whose way back is gone: the push that brought the week was taken back too."""

import pytest

from classroom.errors import ClassroomError
from classroom.pushes.rows import WITHDRAWN
from classroom.pushes.writing import write_undo
from tests.classroom.pushes.conftest import INES, Room


async def test_an_undo_that_was_not_sent_is_over_when_the_week_is_taken_back(room: Room) -> None:
    first, second = await room.arrived(room.first), await room.arrived(room.second)
    layout, sessions = room.course.layout, room.course.sessions
    undo = write_undo(layout, sessions, INES, room.hub.people, second)
    await room.pushes.undo(INES, first)
    await room.restarted().finish_open(all_open=True)
    assert set(room.states(undo).values()) == {"cancelled"}
    assert room.hub.book.get(room.get(undo).hub_name, []) == []
    with pytest.raises(ClassroomError, match="nothing-to-retry"):
        await room.pushes.retry(INES, undo)


async def test_an_undo_that_the_hub_called_off_says_why(room: Room) -> None:
    first, second = await room.arrived(room.first), await room.arrived(room.second)
    undo = await room.pushes.undo(INES, second)
    await room.pushes.undo(INES, first)
    said = {"state": "cancelled", "code": "week-withdrawn", "message": WITHDRAWN.message}
    room.hub.order("bob", room.get(undo).hub_name).update(said)
    await room.pushes.finish(undo)
    (line,) = [one for one in room.view(undo).lines if one.student == "bob"]
    assert (line.state, line.says) == ("cancelled", "called off")
    assert line.message == (
        "The week was taken back or hidden meanwhile: what the student has stays as it is."
    )
