"""Orders of running servers: side by side, one after another for each student."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from sqlalchemy.orm import Session

from llmhub.delivery import runner
from llmhub.errors import PairError
from llmhub.pair import PairKey
from tests.fakes.klass import Class
from tests.fakes.orders import asked, orders_db, report, states


@pytest.fixture
def db() -> Iterator[Session]:
    with orders_db() as session:
        yield session


@pytest.fixture
async def klass(db: Session) -> AsyncIterator[Class]:
    async with Class(db).at_work() as made:
        yield made


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
