"""Trials: what a push would do, without anything in students' reach that they do not see."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from classroom.ledger import now
from classroom.pushes.wanted import Wanted
from tests.classroom.pushes.conftest import INES, Room
from tests.fakes.course_state import notebook

SENTENCE = (
    "Students do not see week 5 yet, so nothing was tried in their labs: all of it would be new."
)


def reach(room: Room) -> set[str]:
    """Return the weeks in students' reach, in whichever publication."""
    return {path.name for path in (room.course.layout.course / "releases").glob("*/week*")}


@pytest.fixture
def both(room: Room) -> int:
    """A release with week 3, and week 5 that nobody has seen."""
    return room.course.release(week3_lab_ipynb=notebook(a="1", b="4"), week5_lab_ipynb=notebook())


async def try_out(room: Room, release: int, *weeks: int) -> int:
    return await room.pushes.start(INES, Wanted(release, weeks, ("everyone",)), dry_run=True)


async def test_a_week_that_nobody_sees_is_not_tried(room: Room, both: int) -> None:
    number = await try_out(room, both, 5)
    assert reach(room) == set()
    assert room.hub.book == {}
    found = room.view(number)
    assert {(one.state, one.message) for one in found.lines} == {("not-shown-yet", SENTENCE)}
    assert {one.says for one in found.lines} == {"not shown yet"}
    assert found.head.state == "done"
    assert not found.head.can_retry
    assert [(one.path, one.what) for one in found.changes] == [("lab.ipynb", "new")]


async def test_the_weeks_that_are_seen_are_tried_all_the_same(room: Room, both: int) -> None:
    await room.arrived(room.first)
    number = await try_out(room, both, 3, 5)
    room.hub.work()
    await room.pushes.finish(number)
    assert reach(room) == {"week3"}
    lines = {(one.student, one.week): one.state for one in room.view(number).lines}
    assert lines["ada", 3] == "done"
    assert lines["bob", 3] == "not-running"
    assert {lines[user, 5] for user in ("ada", "bob", "cyd")} == {"not-shown-yet"}


async def test_what_was_not_tried_stays_so(room: Room, both: int) -> None:
    number = await try_out(room, both, 5)
    await room.pushes.start(INES, Wanted(both, (5,), ("everyone",)))
    room.hub.book.clear()
    await room.restarted().finish(number)
    assert {one.state for one in room.view(number).lines} == {"not-shown-yet"}
    assert room.hub.book == {}


async def test_a_week_whose_date_will_come_says_when(room: Room, both: int) -> None:
    date = now() + timedelta(days=1)
    room.course.dates(5, release=date)
    assert room.view(await try_out(room, both, 5)).held == {5: date}
    await room.pushes.start(INES, Wanted(both, (5,), ("everyone",)))
    chosen = await try_out(room, both, 5)
    assert set(room.states(chosen).values()) == {"held"}
    assert room.view(chosen).held == {5: date}
    assert reach(room) == set()


async def test_files_are_named_though_the_publication_is_gone(room: Room) -> None:
    number = await room.arrived(room.first, "student:ada")
    publication = room.get(number).publication
    gone = room.course.layout.course / "releases" / f"{publication:04d}" / "week3"
    gone.rename(Path(room.course.layout.course) / "away")
    (line,) = room.view(number).lines
    assert set(line.entries) == {"lab.ipynb"}
