"""Orders of running servers: side by side, one after another for each, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress

import pytest
from sqlalchemy.orm import Session

from llmhub.delivery import book, runner
from llmhub.delivery.bell import Bell
from llmhub.delivery.book import Wish
from llmhub.delivery.runner import Runner
from llmhub.delivery.tables import Order
from llmhub.errors import PairError
from llmhub.pair import Health, PairKey, PairState, PartState
from tests.fakes.orders import asked, obedient, orders_db, report, states
from tests.fakes.pairs import FakePairs

RUNS = PairState(PairKey("ada"), notebook=PartState(Health.RUNNING))


class Class:
    """A hub's book, labs and runner; everybody's server runs but for those in `away`."""

    def __init__(self, db: Session) -> None:
        self.db, self.pairs, self.bell = db, FakePairs(), Bell()
        self.pairs.answer = RUNS
        self.pairs.lab = obedient
        self.away: set[str] = set()
        self.runner = Runner(db, self.pairs, self.server_of, self.bell)

    def server_of(self, user: str) -> PairKey | None:
        return None if user in self.away else PairKey(user)

    def order(self, *users: str, weeks: Sequence[int] = (3,), dry_run: bool = False) -> list[Order]:
        wishes = [Wish(user, week, 7) for user in users for week in weeks]
        orders = book.add(self.db, "p1", wishes, dry_run)
        self.bell.ring()
        return list(orders)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.005)

    async def until_states(self, orders: Sequence[Order], *expected: str) -> None:
        with suppress(TimeoutError):
            await self.until(lambda: states(orders) == list(expected))
        assert states(orders) == list(expected)


@pytest.fixture
def db() -> Iterator[Session]:
    with orders_db() as session:
        yield session


@pytest.fixture
async def klass(db: Session) -> AsyncIterator[Class]:
    made = Class(db)
    task = asyncio.create_task(made.runner.run_for_ever())
    yield made
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_orders_of_running_servers_are_carried_out_at_once(klass: Class) -> None:
    orders = klass.order("ada", "bob")
    await klass.until_states(orders, "done", "done")
    assert [str(key) for key, *_ in klass.pairs.commands] == ["ada", "bob"]
    _, command, seconds = klass.pairs.commands[0]
    assert command == (
        *("/opt/server/bin/python", "-I", "-m", "labsync", "update", "--home", "/home/student"),
        *("--release", "/opt/course/releases/0007", "--week", "3"),
        *("--seconds", "60.0", "--wait", "10.0"),
    )
    assert seconds == 80


async def test_trial_is_a_trial(klass: Class) -> None:
    await klass.until_states(klass.order("ada", dry_run=True), "done")
    assert klass.pairs.commands[0][1][-1] == "--dry-run"


async def test_weeks_of_one_student_come_in_order_one_at_a_time(klass: Class) -> None:
    inside, most = 0, 0

    async def lab(key: PairKey, command: Sequence[str]) -> str:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.01)
        klass.bell.ring()  # a look meanwhile begins nothing twice
        await asyncio.sleep(0.01)
        inside -= 1
        return report(command)

    klass.pairs.lab = lab
    orders = klass.order("ada", weeks=(5, 1, 3))
    await klass.until_states(orders, "done", "done", "done")
    assert [asked(one[1], "--week") for one in klass.pairs.commands] == ["1", "3", "5"]
    assert most == 1


async def test_no_more_than_eight_labs_at_a_time(klass: Class) -> None:
    go, inside = asyncio.Event(), 0

    async def lab(key: PairKey, command: Sequence[str]) -> str:
        nonlocal inside
        inside += 1
        await go.wait()
        return report(command)

    klass.pairs.lab = lab
    orders = klass.order(*(f"s{number}" for number in range(20)))
    await klass.until(lambda: inside == runner.AT_ONCE)
    await asyncio.sleep(0.05)
    assert inside == runner.AT_ONCE == states(orders).count("running") == 8
    go.set()
    await klass.until_states(orders, *["done"] * 20)


async def test_stopped_server_waits_and_its_trial_is_told(klass: Class) -> None:
    klass.away.add("ada")
    update, trial = *klass.order("ada"), *klass.order("ada", dry_run=True)
    await klass.until_states([update, trial], "waiting", "failed")
    assert trial.code == "not-running"
    klass.away.clear()
    klass.bell.ring()
    await klass.until_states([update], "done")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "bad-report"),
        ("{}", "bad-report"),
        (PairError("exec-too-long", "Too long."), "exec-too-long"),
        (PairError("exec-too-much", "Too much."), "exec-too-much"),
        (PairError("docker-down", "No answer."), "docker-down"),
        (RuntimeError("a fault of ours"), "bad-report"),
    ],
)
async def test_failure_is_told_and_the_others_go_on(
    klass: Class, said: str | Exception, code: str
) -> None:
    async def lab(key: PairKey, command: Sequence[str]) -> str:
        if key.user != "ada" or asked(command, "--week") == "4":
            return report(command)
        if isinstance(said, Exception):
            raise said
        return said

    klass.pairs.lab = lab
    orders = klass.order("ada", "bob", weeks=(3, 4))
    await klass.until_states(orders, "failed", "done", "done", "done")
    assert (orders[0].code, bool(orders[0].message)) == (code, True)


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
    task = asyncio.create_task(left.runner.run_for_ever())
    await left.until_states(orders, "done", "done")
    task.cancel()


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
