"""Tests are run in jobs; each hand-in ends with its own state, whatever the others do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import select

from classroom.handins.tables import HandIn
from classroom.marking import queue, runs
from classroom.marking.runs import Place, work
from classroom.marking.tables import Mark, TestRun
from tests.classroom.marking.conftest import Room
from tests.classroom.marking.small_release import SECRET, as_bytes, as_run, handed_in
from tests.fakes.marking_jobs import MarkingJobs, Run, leave, really_run


def well(folder: Path) -> None:
    """Run everything without an error."""
    book = nbformat.read(folder / "in/assignment.ipynb", as_version=4)
    leave(folder, as_bytes(as_run(book)))


async def run_all(room: Room, run: Run, *handins: HandIn, silent: int = 0) -> MarkingJobs:
    """Queue hand-ins, work until none is under way, and return the hub."""
    hub = MarkingJobs(room.layout.jobs, run)
    hub.silent = silent
    with room.sessions.begin() as session:
        queue.ask(session, "ines", 1, handins)
    task = asyncio.create_task(work(Place(room.layout, room.sessions, hub, pause=0.01)))
    while any(state in queue.UNDER_WAY for state in states(room).values()):
        await asyncio.sleep(0.01)
        assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return hub


def last_runs(room: Room) -> dict[str, TestRun]:
    with room.sessions() as session:
        rows = session.execute(
            select(HandIn.user, TestRun).join(TestRun, TestRun.handin_id == HandIn.id)
        )
        found: dict[str, TestRun] = {}
        for user, run in rows:
            found[user] = run
        return found


def states(room: Room) -> dict[str, str]:
    return {user: run.state for user, run in last_runs(room).items()}


def points(room: Room, handin: HandIn) -> dict[str, float]:
    with room.sessions() as session:
        found = session.scalars(select(Mark).where(Mark.handin_id == handin.id))
        return {one.task: one.points for one in found if one.automatic}


async def test_a_real_run_gives_points_and_nothing_is_left(room: Room) -> None:
    handin = room.hand_in(book=handed_in(two="two = 3"))
    hub = await run_all(room, really_run, handin)
    assert points(room, handin) == {"w1-one-test": 2, "w1-two-test": 0}
    run = last_runs(room)["ada"]
    assert (run.state, run.release, set(run.said)) == ("done", 7, {"w1-two-test"})
    assert SECRET in run.said["w1-two-test"]
    assert [(one["kind"], one["week"]) for one in hub.asked] == [("mark", 1)]
    assert list(room.layout.jobs.iterdir()) == []


@pytest.mark.parametrize("name", ["student/week1/data/words.txt", "instructor/week1/rubric.yml"])
async def test_nothing_is_marked_by_a_release_that_was_changed(room: Room, name: str) -> None:
    path = room.layout.releases / "0007" / name
    path.write_bytes(path.read_bytes() + b"\n")
    hub = await run_all(room, well, room.hand_in())
    run = last_runs(room)["ada"]
    assert (run.state, run.code, hub.asked) == ("failed", "release-broken", [])
    assert "Restore" in run.message


async def test_the_job_gets_the_week_over_it_the_hand_in_and_no_solution(room: Room) -> None:
    seen: dict[str, bytes] = {}

    def look(folder: Path) -> None:
        for path in (folder / "in").rglob("*"):
            if path.is_file():
                seen[path.relative_to(folder / "in").as_posix()] = path.read_bytes()
        well(folder)

    await run_all(room, look, room.hand_in(report=b"mine"))
    assert set(seen) == {"assignment.ipynb", "data/words.txt", "report.md"}
    assert SECRET.encode() in seen["assignment.ipynb"]
    assert b"BEGIN SOLUTION" not in seen["assignment.ipynb"]


async def test_two_at_a_time_and_all_of_them(room: Room) -> None:
    began: list[Path] = []
    second = threading.Event()

    def together(folder: Path) -> None:
        began.append(folder)
        if len(began) > 1:
            second.set()
        second.wait(10)  # the first one for the second
        second.set()
        well(folder)

    handins = [room.hand_in(f"s{n}") for n in range(7)]
    hub = await run_all(room, together, *handins)
    assert set(states(room).values()) == {"done"}
    assert hub.most_at_once == 2


async def test_a_surprise_is_a_failure_with_a_reason_too(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def surprise(*_: object) -> None:
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr(runs, "prepare", surprise)
    await run_all(room, well, room.hand_in())
    run = last_runs(room)["ada"]
    assert (run.state, run.code) == ("failed", "marking-failed")
    assert "nobody thought" not in run.message


async def test_a_hub_that_is_silent_for_a_while_is_waited_for(room: Room) -> None:
    await run_all(room, well, room.hand_in(), silent=3)
    assert states(room) == {"ada": "done"}


async def test_what_a_killed_service_was_running_is_run_again(room: Room) -> None:
    handin = room.hand_in()
    with room.sessions.begin() as session:
        queue.ask(session, "ines", 1, [handin])
    with room.sessions.begin() as session:
        queue.begin(session, queue.waiting(session, 1)[0])
    await run_all(room, well)
    assert states(room) == {"ada": "done"}
    assert points(room, handin) == {"w1-one-test": 2, "w1-two-test": 3}


async def test_what_waits_already_is_not_queued_twice_and_a_later_run_replaces(room: Room) -> None:
    handin = room.hand_in()
    with room.sessions.begin() as session:
        assert queue.ask(session, "ines", 1, [handin]) == 1
        session.flush()
        assert queue.ask(session, "ines", 1, [handin]) == 0
    bad: Callable[[Path], None] = lambda f: leave(  # noqa: E731
        f,
        as_bytes(as_run(nbformat.read(f / "in/assignment.ipynb", 4), {"w1-one-test": "wrong"})),
    )
    await run_all(room, bad)
    assert points(room, handin) == {"w1-one-test": 0, "w1-two-test": 3}
    await run_all(room, well, handin)
    assert points(room, handin) == {"w1-one-test": 2, "w1-two-test": 3}
