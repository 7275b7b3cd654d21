"""What everybody sees after a push to some of them was taken back."""

from tests.classroom.pushes.conftest import INES, Room


async def test_after_a_push_to_some_everybody_sees_what_was_there_before(room: Room) -> None:
    await room.arrived(room.first)
    number = await room.arrived(room.second, "section:tue")
    assert room.course.shown("week3/tools.py") == "x = 1\n"
    undo = await room.pushes.undo(INES, number)
    assert set(room.states(undo)) == {"ada", "bob"}
    assert room.course.shown("week3/tools.py") is None
    assert room.course.shown("week3/lab.ipynb") is not None


async def test_what_another_group_has_got_as_well_is_still_seen(room: Room) -> None:
    await room.arrived(room.first)
    tuesday = await room.arrived(room.second, "section:tue")
    wednesday = await room.arrived(room.second, "section:wed")
    await room.pushes.undo(INES, tuesday)
    assert room.course.shown("week3/tools.py") == "x = 1\n"
    await room.pushes.undo(INES, wednesday)
    assert room.course.shown("week3/tools.py") is None


async def test_what_was_taken_back_is_not_seen_again(room: Room) -> None:
    await room.arrived(room.first)
    tuesday = await room.arrived(room.second, "section:tue")
    third = room.course.release(week3_lab_ipynb="{}")
    wednesday = await room.arrived(third, "section:wed")
    await room.pushes.undo(INES, tuesday)
    await room.pushes.undo(INES, wednesday)
    assert room.course.shown("week3/tools.py") is None
    assert room.course.shown("week3/lab.ipynb") not in (None, "{}")


async def test_a_week_that_a_push_to_some_has_opened_is_closed_again(room: Room) -> None:
    number = await room.arrived(room.first, "section:tue")
    undo = await room.pushes.undo(INES, number)
    assert room.states(undo) == {}
    assert room.course.shown("week3/lab.ipynb") is None
