"""Kill a push, or an undo, at every step that changes the disk, the ledger or the hub.

    python -m tests.classroom.pushes.kill_probe push|undo FOLDER

Prints JSON: how many steps there were, in how many the push was there after the kill, and what was
wrong after `finish_open`. A program of its own, because it forks.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from classroom.hub_api import Json
from classroom.people import Member, Role
from classroom.pushes import book
from classroom.pushes.published import Published
from classroom.pushes.service import Pushes
from classroom.pushes.tables import Push
from classroom.pushes.wanted import Wanted
from tests.classroom.releases.kill_probe import killed
from tests.fakes.course_hub import FakeHub, people
from tests.fakes.course_state import notebook, open_course

INES = Member("ines", Role.INSTRUCTOR)
STUDENTS = ("ada", "bob", "cyd")
READING = ("SELECT", "PRAGMA")


class KeptHub(FakeHub):
    """A hub that outlives the service: its book is a file. `tick` is called around each sending."""

    tick: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, file: Path) -> None:
        super().__init__(people(*STUDENTS), running=STUDENTS)
        self.file = file
        self.received: list[tuple[str, str, int]] = []
        if file.exists():
            self.book, self.received = pickle.loads(file.read_bytes())

    def keep(self) -> None:
        """Write the book, by calls that are no steps of the service."""
        fresh = f"{self.file}-new"
        with open(fresh, "wb") as file:  # noqa: PTH123
            file.write(pickle.dumps((self.book, self.received)))
        os.rename(fresh, self.file)  # noqa: PTH104

    async def send_orders(
        self, push: str, orders: Sequence[Json], *, dry_run: bool = False
    ) -> list[Json]:
        self.tick()
        said = await super().send_orders(push, orders, dry_run=dry_run)
        self.received += [(push, one["user"], one["release"]) for one in orders]
        self.keep()
        self.tick()
        return said


def count_all(tick: Callable[[], None]) -> None:
    """Count what changes the ledger and the hub too."""

    @event.listens_for(Engine, "before_cursor_execute")
    def execute(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.lstrip().upper().startswith(READING):
            tick()

    event.listen(Engine, "commit", lambda _: tick())
    KeptHub.tick = staticmethod(tick)


class World:
    """A course with releases 1 and 2 of week 3, and a hub; release 1 has arrived."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.course = open_course(folder / "state")
        self.hub = KeptHub(folder / "hub")
        self.pushes = Pushes(self.course.layout, self.course.sessions, self.hub)

    @classmethod
    def make(cls, folder: Path, kind: str) -> World:
        """Make the first world, of which each trial gets a copy."""
        world = cls(folder)
        world.course.release(week3_lab_ipynb=notebook(a="1"))
        world.course.release(week3_lab_ipynb=notebook(a="2"), week3_tools_py="x = 1\n")
        world.arrive(1)
        if kind == "undo":
            world.arrive(2)
        world.hub.keep()
        return world

    def arrive(self, release: int) -> None:
        number = asyncio.run(self.push(release))
        self.hub.work()
        asyncio.run(self.pushes.finish(number))

    async def push(self, release: int) -> int:
        return await self.pushes.start(INES, Wanted(release, (3,), ("everyone",)))

    def copy(self, folder: Path) -> Path:
        """Return the folder of a world like this one."""
        shutil.rmtree(folder, ignore_errors=True)
        return Path(shutil.copytree(self.folder, folder, symlinks=True))

    def wrong(self, number: int, text: str) -> Iterator[str]:
        """Yield what is not as it has to be once push `number` is finished."""
        with self.course.sessions() as session:
            push, rows = book.get(session, number), book.rows(session, number)
        if [row.user for row in rows] != list(STUDENTS):
            yield f"rows {[row.user for row in rows]}"
        if {row.state for row in rows} != {"waiting"}:
            yield f"states {[row.state for row in rows]}"
        sent = Counter(user for name, user, _ in self.hub.received if name == push.hub_name)
        if sent != Counter(STUDENTS):
            yield f"sent {dict(sent)}"
        orders = self.hub.book.get(push.hub_name, [])
        if [one["user"] for one in orders] != list(STUDENTS):
            yield f"orders {orders}"
        if {one["release"] for one in orders} != {row.publication for row in rows}:
            yield "the ledger and the hub speak of other publications"
        for one in orders:
            given = self.course.layout.course / f"releases/{one['release']:04d}/week3/lab.ipynb"
            if given.read_text() != text:
                yield f"publication {one['release']} is another one"
        if self.course.shown("week3/lab.ipynb") != text:
            yield "students see another one"
        if Published(self.course.layout).current is None:
            yield "nothing is current"

    def is_there(self, number: int) -> bool:
        with self.course.sessions() as session:
            return session.get(Push, number) is not None

    def wrong_untouched(self, text: str, number: int) -> Iterator[str]:
        """Yield what there is of a push that is not there."""
        if len(self.hub.book) != number - 1:
            yield "the hub has orders of it"
        if self.course.shown("week3/lab.ipynb") != text:
            yield "students see something of it"

    def close(self) -> None:
        self.course.sessions.kw["bind"].dispose()


def act(folder: Path, kind: str) -> None:
    """Do what is killed."""
    world = World(folder)
    job = world.push(2) if kind == "push" else world.pushes.undo(INES, 2)
    asyncio.run(job)


def trial(first: World, folder: Path, kind: str, step: int) -> tuple[bool, list[str]] | None:
    """Return whether the push was there after the kill, and what was wrong in the end."""
    number, text = (2, notebook(a="2")) if kind == "push" else (3, notebook(a="1"))
    first.copy(folder)
    if not killed(lambda: act(folder, kind), step, count_all):
        return None
    world = World(folder)
    there = world.is_there(number)
    asyncio.run(world.pushes.finish_open())
    if there:
        wrong = list(world.wrong(number, text))
    else:
        old = notebook(a="1") if kind == "push" else notebook(a="2")
        wrong = list(world.wrong_untouched(old, number))
    world.close()
    return there, wrong


def main(kind: str, folder: str) -> None:
    """Try every step, and print what came of it."""
    first = World.make(Path(folder) / "first", kind)
    first.close()
    wrong: list[str] = []
    step = whole = 0
    while True:
        step += 1
        found = trial(first, Path(folder) / "world", kind, step)
        if found is None:
            print(json.dumps({"steps": step - 1, "whole": whole, "wrong": wrong}))
            return
        whole += found[0]
        wrong += [f"{step}: {what}" for what in found[1]]


if __name__ == "__main__":
    main(*sys.argv[1:])
