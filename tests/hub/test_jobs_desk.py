"""The desk: two at a time, the others queue; and what is told of jobs that an earlier hub had."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from llmhub.errors import LabError
from llmhub.jobs import desk as module
from llmhub.jobs.desk import Desk, State
from llmhub.jobs.order import MarkOrder, Order
from llmhub.jobs.orphans import orphans, sweep
from llmhub.jobs.spec import FoundJob
from llmhub.layout import StateLayout

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Work:
    """Carries orders out when it is told to."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.ends: dict[str, asyncio.Future[None]] = {}

    async def carry_out(self, order: Order) -> None:
        self.running.append(order.id)
        self.ends[order.id] = asyncio.get_running_loop().create_future()
        try:
            await self.ends[order.id]
        finally:
            self.running.remove(order.id)


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def desk(tmp_path: Path, work: Work) -> Desk:
    return Desk(StateLayout(tmp_path), work.carry_out)


def name(number: int) -> str:
    return f"job-{number:05d}"


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0)


async def test_two_run_and_the_others_queue_in_their_order(desk: Desk, work: Work) -> None:
    for number in range(4):
        desk.submit(MarkOrder(name(number), 3))
    await until(lambda: len(work.running) == 2)
    assert [desk.standing(name(n)).state for n in range(4)] == ["running"] * 2 + ["waiting"] * 2
    work.ends[name(1)].set_result(None)
    await until(lambda: work.running == [name(0), name(2)])
    assert desk.standing(name(1)).state is State.DONE
    assert desk.under_way() == {name(0), name(2), name(3)}


@pytest.mark.parametrize(
    ("error", "code"),
    [(LabError("job-time", "Too long."), "job-time"), (OSError("odd"), "job-failed")],
)
async def test_a_failure_is_told_and_may_be_tried_again(
    desk: Desk, work: Work, error: Exception, code: str
) -> None:
    desk.submit(MarkOrder(name(1), 3))
    await until(lambda: bool(work.running))
    work.ends[name(1)].set_exception(error)
    await until(lambda: not desk.under_way())
    assert desk.standing(name(1)).code == code
    desk.submit(MarkOrder(name(1), 3))
    await until(lambda: work.running == [name(1)])


async def test_a_job_is_not_taken_twice_nor_too_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    desk.submit(MarkOrder(name(1), 3))
    with pytest.raises(LabError, match="job-busy"):
        desk.submit(MarkOrder(name(1), 3))
    desk.submit(MarkOrder(name(2), 3))
    with pytest.raises(LabError, match="jobs-full"):
        desk.submit(MarkOrder(name(3), 3))


async def test_no_more_is_remembered_than_there_is_room_for(
    desk: Desk, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 1)
    desk.submit(MarkOrder(name(1), 3))
    await until(lambda: bool(work.running))
    work.ends[name(1)].set_result(None)
    await until(lambda: not desk.under_way())
    desk.submit(MarkOrder(name(2), 3))
    with pytest.raises(LabError, match="no-such-job"):
        desk.standing(name(1))
    assert desk.standing(name(2)).state is State.WAITING


@pytest.mark.parametrize(
    ("folders", "state"),
    [(("in",), (State.FAILED, "interrupted")), (("in", "out"), (State.DONE, ""))],
)
async def test_what_is_told_after_a_restart(
    desk: Desk, tmp_path: Path, folders: tuple[str, ...], state: tuple[State, str]
) -> None:
    for folder in folders:
        (tmp_path / "classroom/jobs" / name(1) / folder).mkdir(parents=True)
    standing = desk.standing(name(1))
    assert (standing.state, standing.code) == state


async def test_a_job_that_nobody_asked_for(desk: Desk) -> None:
    with pytest.raises(LabError, match="no-such-job"):
        desk.standing(name(1))


def found(job: str, age: float) -> FoundJob:
    return FoundJob(f"container of {job}", job, NOW - timedelta(seconds=age), 900)


@pytest.mark.parametrize(
    ("job", "age", "goes"),
    [
        ("known-job", 10, False),
        ("known-job", 899, False),
        ("known-job", 1000, True),
        ("another-job", 1, True),
    ],
)
def test_which_containers_are_orphans(job: str, age: float, goes: bool) -> None:
    assert bool(orphans([found(job, age)], {"known-job"}, NOW)) is goes


class Broken:
    """Jobs of which one container does not go."""

    def __init__(self) -> None:
        self.removed: list[str] = []

    async def found(self) -> list[FoundJob]:
        return [found(one, 1) for one in ("stubborn-job", "other-job")]

    async def remove(self, one: FoundJob) -> None:
        if one.id == "stubborn-job":
            raise LabError("docker-refused", "No.")
        self.removed.append(one.key)


async def test_one_orphan_that_stays_keeps_no_other(tmp_path: Path) -> None:
    jobs = Broken()
    await sweep(jobs, StateLayout(tmp_path), set)  # type: ignore[arg-type]
    assert jobs.removed == ["container of other-job"]
