"""What waits for a week that was taken back is called off; nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from llmhub.delivery import at_start, book, withdrawn
from llmhub.delivery.book import Wish
from llmhub.delivery.decisions import Result
from llmhub.delivery.state import State
from llmhub.layout import StateLayout
from llmhub.pair import PairKey
from tests.fakes.klass import Class
from tests.fakes.orders import orders_db, states


@pytest.fixture
def db() -> Iterator[Session]:
    with orders_db() as session:
        yield session


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """Week 3 in publication 7, which has week 4 too."""
    publication = StateLayout(tmp_path).course_release(7)
    for name in ("week3", "week4"):
        (publication / name).mkdir(parents=True)
    return publication / "week3"


@pytest.mark.parametrize(
    ("release", "number", "state"),
    [(7, 3, "cancelled"), (7, 4, "waiting"), (6, 4, "cancelled")],
    ids=["taken back", "shown", "a publication that is not there"],
)
def test_what_goes_and_what_waits_on(
    db: Session, tmp_path: Path, week: Path, release: int, number: int, state: str
) -> None:
    week.rmdir()
    (order,) = book.add(db, "p1", [Wish("ada", number, release)], dry_run=False)
    withdrawn.call_off(db, StateLayout(tmp_path), [order])
    code, message = (
        (withdrawn.GONE.code, withdrawn.GONE.message) if state == "cancelled" else ("", "")
    )
    assert (order.state, order.code, order.message) == (state, code, message)


def test_without_a_disk_nothing_is_known_and_nothing_called_off(
    db: Session, tmp_path: Path
) -> None:
    orders = book.add(db, "p1", [Wish("ada", 3, 7)], dry_run=False)
    withdrawn.call_off(db, StateLayout(tmp_path), orders)
    assert states(orders) == ["waiting"]


async def test_who_is_away_does_not_wait_in_vain(db: Session, tmp_path: Path, week: Path) -> None:
    klass = Class(db, state=tmp_path)
    klass.away = {"bob"}
    async with klass.at_work():
        orders = klass.order("ada", "bob")
        await klass.until_states(orders, "done", "waiting")
        week.rmdir()
        klass.bell.ring()
        await klass.until_states(orders, "done", "cancelled")
        assert "what the student has stays" in orders[1].message


async def test_a_lab_that_starts_first_is_not_asked(
    db: Session, tmp_path: Path, week: Path
) -> None:
    klass = Class(db, state=tmp_path)
    orders = klass.order("ada", weeks=(3, 4))
    week.rmdir()
    await at_start.work_off(db, klass.pairs, PairKey("ada"), StateLayout(tmp_path))
    assert states(orders) == ["cancelled", "done"]
    assert len(klass.pairs.commands) == 1


async def test_one_that_failed_for_it_ends_when_it_is_tried_again(
    db: Session, tmp_path: Path, week: Path
) -> None:
    klass = Class(db, state=tmp_path)
    orders = klass.order("ada")
    book.begin(db, orders[0])
    book.finish(db, orders[0], Result(State.FAILED, code="SYNC-RELEASE", message="x"))
    week.rmdir()
    book.retry(db, "p1")
    async with klass.at_work():
        await klass.until_states(orders, "cancelled")
    assert klass.pairs.commands == []
