"""Taking a push back."""

from datetime import timedelta

import pytest

from classroom.errors import ClassroomError
from classroom.ledger import now
from classroom.people import Member
from classroom.pushes import book
from classroom.pushes.tables import Kind
from classroom.pushes.targets import resolve
from classroom.pushes.wanted import Wanted
from classroom.pushes.writing import write_push, write_undo
from classroom.releases.publication import publish
from labs.build.release import publish as publish_of_old
from tests.classroom.pushes.conftest import INES, Room
from tests.classroom.releases.course import write


async def test_an_undo_goes_back_for_everybody_whom_the_push_reached(room: Room) -> None:
    first = await room.arrived(room.first)
    second = await room.arrived(room.second)
    undo = await room.pushes.undo(INES, second)
    assert set(room.states(undo)) == {"ada", "bob", "cyd"}
    assert {row.publication for row in room.rows(undo).values()} == {room.get(first).publication}
    assert room.hub.order("ada", "p3")["release"] == room.get(first).publication
    assert room.course.shown("week3/tools.py") is None


async def test_each_student_goes_back_to_what_they_had(room: Room) -> None:
    first = await room.arrived(room.first)
    tuesday = await room.arrived(room.second, "section:tue")
    third = room.course.release(week3_lab_ipynb="{}")
    last = await room.arrived(third)
    undo = room.rows(await room.pushes.undo(INES, last))
    assert undo["ada"].publication == room.get(tuesday).publication
    assert undo["cyd"].publication == room.get(first).publication


async def test_a_second_undo_is_the_first(room: Room) -> None:
    await room.arrived(room.first)
    number = await room.arrived(room.second)
    assert await room.pushes.undo(INES, number) == await room.pushes.undo(INES, number)


async def test_an_overtaken_push_waits_for_the_later_ones_undo(room: Room) -> None:
    await room.arrived(room.first)
    second = await room.arrived(room.second)
    third = await room.arrived(room.first, "student:ada")
    with pytest.raises(ClassroomError, match=f"undo p{third} first.*push-overtaken"):
        await room.pushes.undo(INES, second)
    await room.pushes.undo(INES, third)
    undo = await room.pushes.undo(INES, second)
    assert room.rows(undo)["ada"].publication == 1


async def test_a_later_push_to_others_is_no_hindrance(room: Room) -> None:
    await room.arrived(room.first)
    number = await room.arrived(room.second, "section:tue")
    await room.arrived(room.first, "student:cyd")
    assert set(room.rows(await room.pushes.undo(INES, number))) == {"ada", "bob"}


async def test_an_undo_is_not_undone(room: Room) -> None:
    await room.arrived(room.first)
    undo = await room.pushes.undo(INES, await room.arrived(room.second))
    with pytest.raises(ClassroomError, match="undo-of-undo"):
        await room.pushes.undo(INES, undo)


async def test_a_trial_is_not_undone(room: Room) -> None:
    trial = await room.push(room.first, dry_run=True)
    with pytest.raises(ClassroomError, match="no-such-push"):
        await room.pushes.undo(INES, trial)


async def test_a_new_week_that_others_have_too_has_nothing_before(room: Room) -> None:
    number = await room.arrived(room.first, "student:ada")
    await room.arrived(room.first, "student:cyd")
    with pytest.raises(ClassroomError, match="nothing-before"):
        await room.pushes.undo(INES, number)
    assert room.course.shown("week3/lab.ipynb") is not None


async def test_a_new_week_of_everybody_is_not_shown_any_more(room: Room) -> None:
    undo = await room.pushes.undo(INES, await room.arrived(room.first))
    assert room.course.shown("week3/lab.ipynb") is None
    assert room.rows(undo) == {}
    assert not list((room.course.layout.course / "releases").glob("*/week3"))


async def test_a_new_week_can_be_pushed_again_after_it_was_taken_back(room: Room) -> None:
    await room.pushes.undo(INES, await room.arrived(room.first))
    number = await room.arrived(room.first)
    assert room.states(number)["ada"] == "done"
    assert room.course.shown("week3/lab.ipynb") is not None


async def test_who_had_the_week_of_an_older_hub_goes_back_to_it(room: Room) -> None:
    files = {"week3/lab.ipynb": "{}"}
    publish_of_old(room.course.layout.course, lambda tree: write(tree, files))
    undo = await room.pushes.undo(INES, await room.arrived(room.first))
    assert {row.publication for row in room.rows(undo).values()} == {1}
    assert room.states(undo)["ada"] == "waiting"
    assert (room.course.layout.course / "releases/0001/week3/lab.ipynb").is_file()


async def test_an_undo_that_was_cut_off_is_finished_by_the_next_publication(room: Room) -> None:
    number = await room.arrived(room.first)
    write_undo(room.course.layout, room.course.sessions, INES, room.hub.people, number)
    publish(room.course.layout, room.course.sessions)
    assert not list((room.course.layout.course / "releases").glob("*/week3"))


async def test_a_push_that_was_cut_off_is_published(room: Room) -> None:
    reach = resolve(("everyone",), INES, room.hub.people)
    wanted = Wanted(room.first, (3,), ("everyone",))
    layout, sessions = room.course.layout, room.course.sessions
    number = write_push(layout, sessions, INES, wanted, reach, Kind.UPDATE)
    publish(layout, sessions)
    await room.restarted().finish_open()
    assert set(room.states(number).values()) == {"waiting"}


async def test_what_still_waits_is_replaced_by_the_undo(room: Room) -> None:
    await room.arrived(room.first)
    number = await room.arrived(room.second)
    await room.pushes.undo(INES, number)
    await room.pushes.finish(number)
    assert room.states(number)["bob"] == "replaced"


async def test_what_was_never_sent_is_called_off(room: Room) -> None:
    room.course.dates(3, release=now() + timedelta(days=1))
    number = await room.push(room.first)
    await room.pushes.undo(INES, number)
    assert set(room.states(number).values()) == {"cancelled"}
    room.course.dates(3)
    await room.push(room.second, "student:cyd")
    await room.restarted().finish_open()
    assert set(room.states(number).values()) == {"cancelled"}
    assert "ada" not in {one["user"] for orders in room.hub.book.values() for one in orders}


async def test_a_new_week_does_not_come_to_labs_that_start_after_the_undo(room: Room) -> None:
    number = await room.arrived(room.first)
    await room.pushes.undo(INES, number)
    assert room.states(number) == {"ada": "done", "bob": "cancelled", "cyd": "cancelled"}
    room.hub.running |= {"bob", "cyd"}
    room.hub.work()
    assert room.hub.order("bob")["state"] == "cancelled"


async def test_it_is_called_off_later_where_the_hub_was_down(room: Room) -> None:
    number = await room.arrived(room.first)
    room.hub.down = True
    with_people = room.hub.members

    async def members() -> dict[str, Member]:
        return dict(room.hub.people)

    room.hub.members = members  # type: ignore[method-assign]  # remembered for ten seconds
    await room.pushes.undo(INES, number)
    assert room.states(number)["bob"] == "waiting"
    room.hub.down, room.hub.members = False, with_people  # type: ignore[method-assign]
    await room.restarted().finish_open(all_open=True)
    assert room.states(number)["bob"] == "cancelled"


async def test_what_was_taken_back_is_not_tried_again(room: Room) -> None:
    room.hub.outcomes["ada"] = lambda order: {"state": "failed", "code": "x", "message": "y"}
    number = await room.arrived(room.first)
    await room.pushes.undo(INES, number)
    with pytest.raises(ClassroomError, match=r"taken back.*nothing-to-retry"):
        await room.pushes.retry(INES, number)


async def test_the_hub_is_not_asked_anew_for_what_was_taken_back(room: Room) -> None:
    number = await room.arrived(room.first)
    await room.pushes.undo(INES, number)
    room.hub.book.clear()  # a hub whose database was lost
    with room.course.sessions.begin() as session:
        for row in book.rows(session, number):
            row.state = "waiting"
    await room.pushes.finish(number)
    assert set(room.states(number).values()) == {"cancelled"}
    assert room.hub.book == {}
