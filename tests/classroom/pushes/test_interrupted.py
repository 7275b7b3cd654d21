"""The service is killed, or the hub does not answer: a push goes on where it was."""

from collections.abc import Callable

import pytest

from classroom.pushes import exchange
from classroom.releases import publication
from tests.classroom.pushes.conftest import INES, Room


class Killed(BaseException):
    """The process ends here."""


def killing(*args: object, **kwargs: object) -> None:
    raise Killed


@pytest.mark.parametrize("place", ["publish_for", "take_in", "to_send"])
async def test_a_push_cut_off_anywhere_goes_on_at_the_next_start(
    room: Room, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(exchange, place, killing)
        with pytest.raises(Killed):
            await room.push(room.second)
    await room.restarted().finish_open()
    assert set(room.states(1).values()) == {"waiting"}
    assert room.course.shown("week3/tools.py") == "x = 1\n"
    assert len(room.hub.book) == 1


async def test_killed_between_publishing_and_noting_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish: Callable[..., object] = publication.publish

    def publish_then_die(*args: object) -> None:
        publish(*args)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(exchange, "publish", publish_then_die)
        with pytest.raises(Killed):
            await room.push(room.second)
    await room.restarted().finish_open()
    assert [path.name for path in (room.course.layout.course / "releases").glob("0*")] == ["0001"]
    assert set(room.states(1).values()) == {"waiting"}


async def test_an_answer_that_never_comes_doubles_nothing(room: Room) -> None:
    room.hub.lose_answers = True
    number = await room.push(room.second)
    assert set(room.states(number).values()) == {"new"}
    room.hub.lose_answers = False
    await room.restarted().finish_open()
    assert set(room.states(number).values()) == {"waiting"}
    assert sum(len(orders) for orders in room.hub.book.values()) == 3


async def test_an_undo_that_was_cut_off_goes_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.arrived(room.first)
    number = await room.arrived(room.second)
    with monkeypatch.context() as patch:
        patch.setattr(exchange, "publish_for", killing)
        with pytest.raises(Killed):
            await room.pushes.undo(INES, number)
    await room.restarted().finish_open()
    assert room.course.shown("week3/tools.py") is None
    assert set(room.states(number + 1).values()) == {"waiting"}


async def test_a_hub_that_lost_its_orders_gets_them_again(room: Room) -> None:
    number = await room.push(room.second)
    room.hub.book.clear()
    await room.restarted().finish_open(all_open=True)
    assert len(room.hub.book[room.get(number).hub_name]) == 3


async def test_one_push_in_trouble_does_not_hold_up_the_next(room: Room) -> None:
    room.hub.lose_answers = True
    first, second = await room.push(room.first, "student:ada"), await room.push(room.second)
    room.hub.lose_answers = False
    real = room.hub.orders

    async def orders(push: str) -> list[dict[str, object]]:
        if push.startswith(f"p{first}-"):
            room.hub.down = True
        try:
            return await real(push)
        finally:
            room.hub.down = False

    room.hub.orders = orders  # type: ignore[method-assign]
    await room.restarted().finish_open()
    assert set(room.states(second).values()) == {"waiting"}


async def test_a_week_hidden_meanwhile_fails_with_a_reason(room: Room) -> None:
    room.hub.lose_answers = True
    number = await room.push(room.first, "student:ada")
    room.hub.book.clear()
    room.hub.lose_answers = False
    folder = room.course.layout.course / "releases" / "0001" / "week3"
    folder.rename(folder.with_name("week4"))
    await room.restarted().finish_open()
    assert (room.states(number), room.rows(number)["ada"].code) == (
        {"ada": "failed"},
        "week-hidden",
    )


async def test_what_the_hub_calls_off_is_missing_unless_the_push_was_taken_back(room: Room) -> None:
    number = await room.arrived(room.first)
    said = {"state": "cancelled", "code": "week-withdrawn", "message": "The week is gone."}
    room.hub.order("bob", room.get(number).hub_name).update(said)
    await room.pushes.finish(number)
    head = room.view(number).head
    assert room.states(number) == {"ada": "done", "bob": "failed", "cyd": "waiting"}
    assert (room.rows(number)["bob"].code, head.counts["failed"]) == ("week-hidden", 1)
    await room.pushes.undo(INES, number)
    assert room.states(number) == {"ada": "done", "bob": "cancelled", "cyd": "cancelled"}
