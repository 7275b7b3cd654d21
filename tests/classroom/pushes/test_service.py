"""Pushes from beginning to end, with a hub in memory."""

from datetime import timedelta

import pytest

from classroom import audit
from classroom.errors import ClassroomError
from classroom.ledger import now
from classroom.pushes.wanted import Wanted
from tests.classroom.pushes.conftest import INES, TOM, Room


async def test_a_push_publishes_and_orders(room: Room) -> None:
    number = await room.push(room.second)
    assert room.course.shown("week3/tools.py") == "x = 1\n"
    assert room.states(number) == {"ada": "waiting", "bob": "waiting", "cyd": "waiting"}
    room.hub.work()
    await room.pushes.finish(number)
    assert room.states(number) == {"ada": "done", "bob": "waiting", "cyd": "waiting"}
    assert room.hub.order("ada")["release"] == room.get(number).publication


async def test_a_push_to_a_section_shows_everybody_the_newest(room: Room) -> None:
    await room.push(room.first)
    number = await room.push(room.second, "section:tue")
    assert set(room.states(number)) == {"ada", "bob"}
    assert room.course.shown("week3/tools.py") == "x = 1\n"


async def test_a_trial_changes_nothing_that_is_shown(room: Room) -> None:
    await room.arrived(room.first)
    before = room.course.shown("week3/lab.ipynb")
    number = await room.push(room.second, dry_run=True)
    order = room.hub.order("ada")
    assert order["dry_run"]
    published = room.course.layout.course / "releases" / f"{order['release']:04d}"
    assert (published / "week3/tools.py").read_text() == "x = 1\n"
    assert room.course.shown("week3/lab.ipynb") == before
    assert room.rows(number)["bob"].code == "not-running"


async def test_a_push_after_a_trial_uses_its_publication(room: Room) -> None:
    await room.arrived(room.first)
    trial = await room.push(room.second, dry_run=True)
    number = await room.push(room.second)
    assert room.get(trial).publication == room.get(number).publication


async def test_the_same_key_makes_one_push(room: Room) -> None:
    wanted = Wanted(room.first, (3,), ("everyone",), key="abc")
    assert await room.pushes.start(INES, wanted) == await room.pushes.start(INES, wanted)
    assert len(room.hub.book) == 1


@pytest.mark.parametrize(
    ("release", "weeks", "code"),
    [(99, (3,), "no-such-release"), (1, (), "no-weeks"), (1, (3, 4), "no-such-week")],
)
async def test_a_wish_that_makes_no_sense_leaves_nothing(
    room: Room, release: int, weeks: tuple[int, ...], code: str
) -> None:
    with pytest.raises(ClassroomError) as caught:
        await room.pushes.start(INES, Wanted(release, weeks, ("everyone",)))
    assert caught.value.code == code
    assert room.hub.book == {}
    with room.course.sessions() as session:
        assert audit.newest(session) == []


@pytest.mark.parametrize("published_before", [False, True])
async def test_a_release_that_was_changed_is_not_pushed(room: Room, published_before: bool) -> None:
    if published_before:
        await room.push(room.second)
    hub_has = {push: list(orders) for push, orders in room.hub.book.items()}
    path = room.course.layout.releases / f"{room.second:04d}/student/week3/tools.py"
    path.write_text("x = 2\n")
    for dry_run in (True, False):
        with pytest.raises(ClassroomError, match=r"tools\.py is not what") as caught:
            await room.push(room.second, dry_run=dry_run)
        assert caught.value.code == "release-broken"
    assert room.hub.book == hub_has
    assert room.course.shown("week3/tools.py") == ("x = 1\n" if published_before else None)


async def test_a_push_is_written_into_the_audit(room: Room) -> None:
    number = await room.push(room.first, "section:tue")
    with room.course.sessions() as session:
        entry = audit.newest(session)[0]
    assert (entry.who, entry.action, entry.subject) == ("ines", "push", f"p{number}")
    assert entry.detail == "week 3 of release 1 to section:tue"


async def test_a_trial_is_written_into_the_audit_too(room: Room) -> None:
    number = await room.push(room.first, dry_run=True)
    with room.course.sessions() as session:
        entry = audit.newest(session)[0]
    assert (entry.who, entry.action, entry.subject) == ("ines", "try-push", f"p{number}")


async def test_a_hidden_week_is_sent_when_its_date_comes(room: Room) -> None:
    room.course.dates(3, release=now() + timedelta(days=1))
    number = await room.push(room.first)
    assert set(room.states(number).values()) == {"held"}
    assert room.course.shown("week3/lab.ipynb") is None
    assert room.hub.book == {}
    room.course.dates(3, release=now() - timedelta(days=1))
    await room.push(room.first, "student:cyd")  # anything that publishes
    await room.restarted().finish_open()
    assert room.states(number)["ada"] == "waiting"
    assert room.states(number)["cyd"] == "replaced"
    await room.restarted().finish_open(all_open=True)
    with room.course.sessions() as session:
        told = [one for one in audit.newest(session) if one.who == "schedule"]
    assert [(one.action, one.subject, one.detail) for one in told] == [
        ("push", f"p{number}", "week 3 of release 1, which waited for its date, to 3 students")
    ]


async def test_another_release_chosen_meanwhile_replaces_a_held_push(room: Room) -> None:
    room.course.dates(3, release=now() + timedelta(days=1))
    number = await room.push(room.first)
    await room.push(room.second)
    room.course.dates(3, release=now() - timedelta(days=1))
    await room.push(room.second, "student:cyd")
    await room.restarted().finish_open()
    assert set(room.states(number).values()) == {"replaced"}


async def test_failed_ones_are_tried_again(room: Room) -> None:
    room.hub.outcomes["ada"] = lambda order: {"state": "failed", "code": "exec-too-long"}
    number = await room.arrived(room.first)
    assert room.states(number)["ada"] == "failed"
    del room.hub.outcomes["ada"]
    await room.pushes.retry(INES, number)
    assert room.states(number)["ada"] == "waiting"
    room.hub.work()
    await room.pushes.finish(number)
    assert room.states(number)["ada"] == "done"
    with pytest.raises(ClassroomError, match="nothing-to-retry"):
        await room.pushes.retry(INES, number)


async def test_the_table_stays_after_the_hub_has_forgotten(room: Room) -> None:
    number = await room.arrived(room.first, "student:ada")
    room.hub.book.clear()
    await room.restarted().finish_open(all_open=True)
    await room.pushes.finish(number)
    assert room.states(number) == {"ada": "done"}
    assert room.rows(number)["ada"].report is not None
    assert room.hub.book == {}


async def test_a_tutor_may_not_change_a_push_to_others_students(room: Room) -> None:
    room.hub.outcomes["ada"] = lambda order: {"state": "failed", "code": "x"}
    number = await room.arrived(room.first)
    for refused in (room.pushes.retry(TOM, number), room.pushes.undo(TOM, number)):
        with pytest.raises(ClassroomError, match="not-your-push"):
            await refused
    mine = await room.push(room.first, by=TOM)
    assert set(room.states(mine)) == {"ada", "bob"}


async def test_a_tutor_does_not_see_a_push_to_others_students(room: Room) -> None:
    number = await room.push(room.first, "student:cyd")
    with pytest.raises(ClassroomError, match="no-such-push"):
        room.view(number, TOM)
    with pytest.raises(ClassroomError, match="no-such-push"):
        await room.pushes.undo(TOM, number)


async def test_who_left_the_course_holds_nobody_up(room: Room) -> None:
    room.hub.down = False
    number = await room.push(room.first)
    room.hub.book.clear()
    del room.hub.people["bob"]
    await room.pushes.finish(number)
    assert room.states(number) == {"ada": "waiting", "bob": "gone", "cyd": "waiting"}


async def test_a_week_is_opened_by_those_who_teach_everybody(room: Room) -> None:
    with pytest.raises(ClassroomError, match="not-yours-to-open"):
        await room.push(room.first, "section:tue", by=TOM)
    assert room.course.shown("week3/lab.ipynb") is None
    tried = await room.push(room.first, "section:tue", by=TOM, dry_run=True)
    assert set(room.rows(tried)) == {"ada", "bob"}
    await room.push(room.first)
    assert set(room.rows(await room.push(room.second, "section:tue", by=TOM))) == {"ada", "bob"}
