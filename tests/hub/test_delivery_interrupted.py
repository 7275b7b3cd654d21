"""Orders and what comes between: a server or hub that ends, a newer order, a full disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from sqlalchemy.orm import Session

from llmhub.delivery import book
from llmhub.delivery.book import Wish
from llmhub.delivery.tables import Order
from llmhub.pair import PairKey, PairState
from tests.fakes.klass import Class
from tests.fakes.orders import orders_db, report


@pytest.fixture
def db() -> Iterator[Session]:
    with orders_db() as session:
        yield session


@pytest.fixture
async def klass(db: Session) -> AsyncIterator[Class]:
    async with Class(db).at_work() as made:
        yield made


@pytest.mark.parametrize("how", ["hub", "engine"])
async def test_server_that_stops_in_the_middle_waits_for_its_next_start(
    klass: Class, how: str
) -> None:
    async def lab(key: PairKey, command: Sequence[str]) -> str:
        if how == "hub":
            klass.away.add("ada")
        else:
            klass.pairs.answer = PairState(PairKey("ada"))
        return ""

    klass.pairs.lab = lab
    (order,) = klass.order("ada")
    await klass.until(lambda: bool(klass.pairs.commands))
    await klass.until_states([order], "waiting")
    await asyncio.sleep(0.05)
    assert len(klass.pairs.commands) == 1  # not again and again


async def test_report_of_an_update_that_ended_counts_though_the_server_stops(klass: Class) -> None:
    async def lab(key: PairKey, command: Sequence[str]) -> str:
        klass.away.add("ada")
        return report(command)

    klass.pairs.lab = lab
    await klass.until_states(klass.order("ada"), "done")


async def test_order_that_came_meanwhile_follows(klass: Class) -> None:
    later: list[Order] = []

    async def lab(key: PairKey, command: Sequence[str]) -> str:
        if not later:
            later.extend(book.add(klass.db, "p2", [Wish("ada", 3, 8)], dry_run=False))
        return report(command)

    klass.pairs.lab = lab
    orders = klass.order("ada")
    await klass.until_states(orders, "done")
    await klass.until_states(later, "done")


async def test_what_the_last_hub_left_is_taken_up(db: Session) -> None:
    left = Class(db)
    orders = left.order("ada", "bob")
    book.begin(db, orders[0])
    async with left.at_work():
        await left.until_states(orders, "done", "done")


async def test_hub_that_ends_lets_its_work_wait(db: Session) -> None:
    klass, never = Class(db), asyncio.Event()

    async def lab(key: PairKey, command: Sequence[str]) -> str:
        await never.wait()
        return ""

    klass.pairs.lab = lab
    (order,) = klass.order("ada")
    klass.runner.look()
    await klass.until_states([order], "running")
    (task,) = klass.runner._busy.values()
    task.cancel()
    await klass.until_states([order], "waiting")


async def test_database_that_fails_once_stops_nothing(
    klass: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = book.with_work, [OSError(28, "No space left on device")]

    def failing(db: Session) -> Sequence[str]:
        if failures:
            raise failures.pop()
        return real(db)

    monkeypatch.setattr(book, "with_work", failing)
    orders = klass.order("ada")
    await klass.until(lambda: not failures)
    klass.bell.ring()
    await klass.until_states(orders, "done")
