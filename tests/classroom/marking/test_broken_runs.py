"""One run that breaks, lies or leaves something odd stops none of the others."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

from classroom.errors import ClassroomError
from classroom.marking import queue, runs
from classroom.marking.runs import Place
from tests.classroom.marking.conftest import Room
from tests.classroom.marking.small_release import as_bytes, as_run
from tests.classroom.marking.test_runs import last_runs, points, run_all, states, well
from tests.fakes.marking_jobs import MarkingJobs, Run, leave


def pipe(folder: Path) -> None:
    (folder / "out").mkdir()
    os.mkfifo(folder / "out/executed.ipynb")


def link(folder: Path) -> None:
    well(folder)  # to what would be taken, if links were
    (folder / "out/executed.ipynb").rename(folder / "elsewhere")
    (folder / "out/executed.ipynb").symlink_to(folder / "elsewhere")


def linked_folder(folder: Path) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    well(folder)
    (folder / "out").rename(elsewhere / "out")
    (folder / "out").symlink_to(elsewhere / "out")


def with_other_tests(folder: Path) -> None:
    book = nbformat.read(folder / "in/assignment.ipynb", as_version=4)
    book.cells[1].source = "pass"
    leave(folder, as_bytes(as_run(book)))


def without_a_cell(folder: Path) -> None:
    book = nbformat.read(folder / "in/assignment.ipynb", as_version=4)
    del book.cells[2]
    leave(folder, as_bytes(as_run(book)))


def raises(folder: Path) -> None:
    raise RuntimeError("of no kind that is known")


def large(folder: Path) -> None:
    leave(folder, b" " * (runs.EXECUTED_BYTES + 1))


BROKEN: dict[str, tuple[Run, str]] = {
    "the job fails": (
        lambda _: {"state": "failed", "code": "mark-kernel", "message": "It died."},
        "mark-kernel",
    ),
    "no result": (lambda _: None, "marking-output"),
    "no JSON": (lambda folder: leave(folder, b"{"), "marking-output"),
    "deep JSON": (lambda folder: leave(folder, b"[" * 10**5), "marking-output"),
    "too large": (large, "marking-output"),
    "a pipe": (pipe, "marking-output"),
    "a link": (link, "marking-output"),
    "a linked folder": (linked_folder, "marking-output"),
    "other tests": (with_other_tests, "marking-altered"),
    "a cell less": (without_a_cell, "marking-altered"),
}


@pytest.mark.parametrize(("broken", "code"), BROKEN.values(), ids=BROKEN)
async def test_one_that_breaks_stops_none_of_the_others(room: Room, broken: Run, code: str) -> None:
    handins = [room.hand_in(user) for user in ("ada", "bo", "cy")]
    bad = f"mark-{handins[1].id}-"

    def run(folder: Path) -> Mapping[str, str] | None:
        if folder.name.startswith(bad):
            return broken(folder)
        well(folder)
        return None

    await run_all(room, run, *handins)
    assert states(room) == {"ada": "done", "bo": "failed", "cy": "done"}
    run_of_bo = last_runs(room)["bo"]
    assert run_of_bo.code == code
    assert run_of_bo.message.endswith(".")
    assert points(room, handins[1]) == {}
    assert list(room.layout.jobs.iterdir()) == []


async def test_a_run_whose_end_the_ledger_does_not_take_is_begun_anew(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    handin = room.hand_in()
    noted = iter([ClassroomError("ledger-busy", "Try again in a minute.", 503)] * 2)
    finish = queue.finish

    def busy(*given: Any) -> None:
        for error in noted:
            raise error
        finish(*given)

    monkeypatch.setattr(queue, "finish", busy)
    monkeypatch.setattr(queue, "fail", busy)
    with room.sessions.begin() as session:
        queue.ask(session, "ines", 1, [handin])
    place = Place(room.layout, room.sessions, MarkingJobs(room.layout.jobs, well), pause=0.01)
    with pytest.raises(ClassroomError, match="ledger-busy"):
        await asyncio.wait_for(runs.work(place), 10)
    assert states(room) == {"ada": "running"}
    again = asyncio.create_task(runs.work(place))
    async with asyncio.timeout(10):
        while states(room) != {"ada": "done"}:
            await asyncio.sleep(0.01)
    again.cancel()
    await asyncio.gather(again, return_exceptions=True)
