"""The start queue: order, places, waiting times, and nothing lost when someone gives up."""

from __future__ import annotations

import asyncio

import pytest

from llmhub import progress
from llmhub.progress import Stage
from llmhub.start_queue import StartQueue, Ticket, ordinal


async def hold(queue: StartQueue, ticket: Ticket, done: asyncio.Event, log: list[str]) -> None:
    async with queue.turn(ticket, 10):
        log.append(ticket.name)
        await done.wait()


async def test_turns_come_in_order_and_places_are_told() -> None:
    queue, log = StartQueue(2), list[str]()
    tickets = [Ticket(f"s{n}") for n in range(5)]
    gates = [asyncio.Event() for _ in tickets]
    tasks = [
        asyncio.ensure_future(hold(queue, t, g, log)) for t, g in zip(tickets, gates, strict=True)
    ]
    await asyncio.sleep(0)
    assert [queue.position(ticket) for ticket in tickets] == [0, 0, 1, 2, 3]
    gates[1].set()
    await asyncio.sleep(0.01)
    assert [queue.position(ticket) for ticket in tickets] == [0, 0, 0, 1, 2]
    for gate in gates:
        gate.set()
    await asyncio.gather(*tasks)
    assert log == ["s0", "s1", "s2", "s3", "s4"]


async def test_who_gives_up_frees_the_place() -> None:
    queue, log, gate = StartQueue(1), list[str](), asyncio.Event()
    first = asyncio.ensure_future(hold(queue, Ticket("first"), gate, log))
    quits = asyncio.ensure_future(hold(queue, Ticket("quits"), gate, log))
    last_ticket = Ticket("last")
    last = asyncio.ensure_future(hold(queue, last_ticket, gate, log))
    await asyncio.sleep(0)
    quits.cancel()
    await asyncio.sleep(0.01)
    assert queue.position(last_ticket) == 1
    gate.set()
    await asyncio.gather(first, last)
    assert log == ["first", "last"]


async def test_failed_start_hands_its_turn_on() -> None:
    queue = StartQueue(1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            async with queue.turn(Ticket("fails"), 1):
                raise RuntimeError
    async with queue.turn(Ticket("works"), 1):
        assert True


async def test_waiting_too_long_is_a_timeout() -> None:
    queue, gate = StartQueue(1), asyncio.Event()
    holder = asyncio.ensure_future(hold(queue, Ticket("holder"), gate, []))
    await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        async with queue.turn(Ticket("late"), 0.01):
            pytest.fail("a turn that was never given")
    gate.set()
    await holder
    async with queue.turn(Ticket("after"), 1):
        assert True


async def test_wait_grows_with_the_place_and_learns() -> None:
    now = [0.0]
    queue = StartQueue(2, clock=lambda: now[0])
    assert queue.wait(0) == 0
    assert queue.wait(2) < queue.wait(3) == queue.wait(4) < queue.wait(5)
    before = queue.wait(4)
    async with queue.turn(Ticket("slow"), 1):
        now[0] += 60
    assert queue.wait(4) > before


def test_words_of_the_queue() -> None:
    event = progress.event(Stage.QUEUE, 7, 18.2)
    assert event["message"] == "Waiting for your turn: you are 7th, about 20 seconds"
    assert progress.rounded(150) == "2 minutes"
    assert ordinal(111) == "111th"


def test_stages_go_forward() -> None:
    order = [Stage.QUEUE, Stage.NOTEBOOK, Stage.MODELS, Stage.READY]
    percents = [progress.event(stage)["progress"] for stage in order]
    assert percents == sorted(set(percents))
