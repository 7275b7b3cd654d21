"""Kill a run at every step that changes the disk, then see what the next one makes of it.

    python -m tests.labsync.kill_probe STATE FOLDER [old-kernel]

Prints JSON: how many steps there were, and what went wrong. A program of its own, because it
forks, and a process with threads must not.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labsync import disk
from labsync.report import Report

from tests.labsync.homes import World, snapshot
from tests.labsync.states import NEW, OLD, edit, edit_the_same, nothing, rename

CALLS = ("write", "fsync", "make_folder", "remove", "remove_folder", "rename", "rename_new")
STATES = {"nothing": nothing, "edit": edit, "conflict": edit_the_same, "renamed": rename}


def dying(step: int, after: bool) -> None:
    """Let this process be killed at the given call that changes the disk."""
    count = 0

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            number = count
            if number == step and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return real(*arguments, **named)
            finally:
                if number == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        return call

    for name in (*CALLS, "exchange"):
        setattr(disk, name, wrap(getattr(disk, name)))
    for name in ("link", "rename", "unlink"):  # what stands in for the newer call to rename
        setattr(os, name, wrap(getattr(os, name)))


def killed(world: World, job: Callable[[World], Report], step: int, after: bool) -> bool:
    """Run `job` in a child that is killed at `step`; say whether it came that far."""
    child = os.fork()
    if child == 0:
        dying(step, after)
        try:
            job(world)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@dataclass(frozen=True)
class Trial:
    """What is killed, where, and what a whole run makes of it."""

    make: Callable[[], World]
    job: Callable[[World], Report]

    def steps(self) -> tuple[int, list[str]]:
        """Kill at every step, before and after it; return how many there were and what is wrong."""
        world = self.make()
        before = snapshot(world.home / "labs")
        self.job(world)
        final, record = snapshot(world.home / "labs"), world.store / "record.json"
        wanted = record.read_bytes()
        wrong: list[str] = []
        step = 0
        while True:
            step += 1
            for after in (False, True):
                world = self.make()
                if not killed(world, self.job, step, after):
                    return step - 1, wrong
                found = [*torn(world, before, final)]
                self.job(world)
                if snapshot(world.home / "labs") != final:
                    found.append("the next run does not finish it")
                if record.read_bytes() != wanted:
                    found.append("another record")
                found += left_over(world)
                wrong += [f"{step} {'after' if after else 'before'}: {what}" for what in found]


def torn(world: World, before: dict[str, bytes], final: dict[str, bytes]) -> Iterator[str]:
    """Yield what is wrong after a kill: a file that is neither the old one nor the new one."""
    now = snapshot(world.home / "labs")
    for name, data in now.items():
        if data not in (before.get(name), final.get(name)):
            yield f"{name} is neither old nor new"
    for name in before.keys() & final.keys() - now.keys():
        yield f"{name} is not there"


def left_over(world: World) -> Iterator[str]:
    """Yield what a finished run has left behind."""
    if list((world.store / "stage").iterdir()):
        yield "something is left in the stage"
    if (world.store / "journal.json").exists():
        yield "the journal is still there"
    yield from (f"set aside: {path.name}" for path in world.store.glob("lost*"))


def afresh_steps(make: Callable[[], World]) -> tuple[int, list[str]]:
    """Kill a fresh start at every step: the student's folder is whole, here or in the backup."""
    mine = snapshot(make().lab)
    wrong: list[str] = []
    step = 0
    while True:
        step += 1
        world = make()
        if not killed(world, World.afresh, step, after=step % 2 == 0):
            return step - 1, wrong
        places = [world.lab, *(world.home / "labs").glob("week3.backup-*")]
        if mine not in [snapshot(place) for place in places]:
            wrong.append(f"{step}: the student's folder is not whole")
        if not world.update().complete or list(left_over(world)):
            wrong.append(f"{step}: the next run does not clean up")
        if mine not in [snapshot(place) for place in places[1:]] and not world.lab.exists():
            wrong.append(f"{step}: the lab is not there")


def main(state: str, folder: str, *words: str) -> None:
    """Try one state, and print what came of it."""
    if "old-kernel" in words:
        disk._renameat2 = lambda: None  # type: ignore[assignment]

    def make() -> World:
        shutil.rmtree(folder, ignore_errors=True)
        world = World(Path(folder))
        if state != "fresh":
            world.begin(OLD)
            STATES.get(state, edit)(world)
        world.release(NEW)
        return world

    tried = afresh_steps(make) if state == "afresh" else Trial(make, World.update).steps()
    print(json.dumps(dict(zip(("steps", "wrong"), tried, strict=True))))


if __name__ == "__main__":
    main(*sys.argv[1:])
