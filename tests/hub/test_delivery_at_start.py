"""What waits for a server's start: done within seconds, or later; the start goes on in any case."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from llmhub.delivery import at_start, book
from llmhub.delivery.book import Wish
from llmhub.delivery.tables import Order
from llmhub.errors import PairError
from llmhub.layout import StateLayout
from llmhub.pair import Health, PairKey, PairState, PartState
from llmhub.progress import Stage
from llmhub.settings import Settings
from tests.fakes.lab_spawner import lab_spawner, make_release
from tests.fakes.orders import asked, obedient, orders_db, report, states
from tests.fakes.pairs import FakePairs

ADA = PairKey("ada")
LAYOUT = StateLayout(Path("/nowhere"))


@pytest.fixture
def db() -> Iterator[Session]:
    with orders_db() as session:
        yield session


@pytest.fixture
def pairs() -> FakePairs:
    made = FakePairs()
    made.answer = PairState(ADA, notebook=PartState(Health.RUNNING))
    made.lab = obedient
    return made


def order(db: Session, *weeks: int, user: str = "ada", dry_run: bool = False) -> list[Order]:
    return list(book.add(db, "p1", [Wish(user, week, 7) for week in weeks], dry_run))


async def test_ones_own_orders_are_done_in_the_order_of_the_weeks(
    db: Session, pairs: FakePairs
) -> None:
    hers, his = order(db, 4, 2), order(db, 2, user="bob")
    await at_start.work_off(db, pairs, ADA, LAYOUT)
    assert states(hers + his) == ["done", "done", "waiting"]
    assert [asked(one[1], "--week") for one in pairs.commands] == ["2", "4"]


async def test_trial_is_left_alone(db: Session, pairs: FakePairs) -> None:
    orders = order(db, 3, dry_run=True)
    await at_start.work_off(db, pairs, ADA, LAYOUT)
    assert (states(orders), pairs.commands) == (["waiting"], [])


async def test_update_has_the_time_that_is_left(db: Session, pairs: FakePairs) -> None:
    order(db, 3)
    await at_start.work_off(db, pairs, ADA, LAYOUT)
    ((_, command, seconds),) = pairs.commands
    assert 8 < float(asked(command, "--seconds")) <= 9 < seconds <= 10
    assert asked(command, "--wait") == "1.0"


@pytest.mark.parametrize("weeks", [(3,), (3, 4, 5)])
async def test_lab_that_says_nothing_is_not_waited_for(
    db: Session, pairs: FakePairs, weeks: tuple[int, ...]
) -> None:
    async def lab(key: PairKey, command: Sequence[str]) -> str:
        await asyncio.sleep(60)
        return ""

    pairs.lab = lab
    orders, began = order(db, *weeks), time.monotonic()
    await at_start.work_off(db, pairs, ADA, LAYOUT, seconds=2.2)
    assert 2 < time.monotonic() - began < 5
    assert states(orders) == ["waiting"] * len(weeks)


async def late(key: PairKey, command: Sequence[str]) -> str:
    return report(command, {"path": "lab.ipynb", "state": "skipped", "code": "SYNC-TIME"})


async def drawn_out(key: PairKey, command: Sequence[str]) -> str:
    raise PairError("exec-too-long", "Too long.")


async def empty(key: PairKey, command: Sequence[str]) -> str:
    return "no report"


async def broken(key: PairKey, command: Sequence[str]) -> str:
    raise RuntimeError("a fault of ours")


async def refused(key: PairKey, command: Sequence[str]) -> str:
    raise PairError("docker-refused", "No.")


async def full(key: PairKey, command: Sequence[str]) -> str:
    return report(command, {"path": "lab.ipynb", "state": "skipped", "code": "SYNC-DISK-FULL"})


BAD = (
    "bad-report",
    "The update in this lab ended without a report that can be read: try again; if it happens "
    "again, look at what the student runs there.",
)
PART = ("update-incomplete", "1 of 1 files could not be updated: the report says why; try again.")


@pytest.mark.parametrize(
    ("lab", "state", "code", "message"),
    [
        (late, "waiting", "", ""),
        (drawn_out, "waiting", "", ""),
        (empty, "failed", *BAD),
        (broken, "failed", *BAD),
        (refused, "failed", "docker-refused", "No."),
        (full, "failed", *PART),
    ],
)
async def test_nothing_keeps_the_lab_from_starting(
    db: Session, pairs: FakePairs, lab: object, state: str, code: str, message: str
) -> None:
    pairs.lab = lab  # type: ignore[assignment]
    orders = order(db, 3, 4)
    await at_start.work_off(db, pairs, ADA, LAYOUT)
    # With the reason, for the instructor is to be told.
    told = [(one.state, one.code, one.message) for one in orders]
    assert told == [(state, code, message)] * 2
    assert len(pairs.commands) == (1 if state == "waiting" else 2)  # not again and again


async def test_lab_that_ended_meanwhile_gets_its_update_at_the_next_start(
    db: Session, pairs: FakePairs
) -> None:
    pairs.answer, pairs.lab = PairState(ADA), refused
    orders = order(db, 3)
    await at_start.work_off(db, pairs, ADA, LAYOUT)
    assert states(orders) == ["waiting"]


async def test_database_that_fails_keeps_no_lab_from_starting(pairs: FakePairs) -> None:
    with orders_db() as db:
        db.connection().exec_driver_sql("DROP TABLE llmhub_orders")
        await at_start.work_off(db, pairs, ADA, LAYOUT)
    await at_start.work_off(None, pairs, ADA, LAYOUT)  # type: ignore[arg-type]


async def test_start_that_is_given_up_lets_the_update_wait(db: Session, pairs: FakePairs) -> None:
    begun = asyncio.Event()

    async def lab(key: PairKey, command: Sequence[str]) -> str:
        begun.set()
        await asyncio.sleep(60)
        return ""

    pairs.lab = lab
    orders = order(db, 3)
    task = asyncio.create_task(at_start.work_off(db, pairs, ADA, LAYOUT))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert states(orders) == ["waiting"]


async def test_spawner_does_it_before_it_says_ready(
    db: Session, pairs: FakePairs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_release(tmp_path)
    settings = Settings(state_dir=tmp_path, start_timeout=5, queue_timeout=5, start_reserve=2**24)
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    pairs.port = server.sockets[0].getsockname()[1]
    stages = []
    with lab_spawner(settings, pairs, monkeypatch) as spawner:

        async def lab(key: PairKey, command: Sequence[str]) -> str:
            stages.append(spawner._stage)
            return report(command)

        spawner.db, pairs.lab = db, lab
        orders = order(db, 3)
        await spawner.start()
        assert (stages, spawner._stage) == ([Stage.MODELS], Stage.READY)
    assert states(orders) == ["done"]
    server.close()
