"""Kill a release, or a publication that hides a week, at every step that changes the disk.

    python -m tests.classroom.releases.kill_probe release|hide FOLDER

Prints JSON: how many steps there were, and what was wrong after a kill or after the run that
followed it. A program of its own, because it forks.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from classroom.command import main as command
from classroom.releases import choice
from labs.build.numbered import DRAFT, numbers
from tests.classroom.releases.course import NOON, Desk, names, notebook, write

PATH_CALLS = ("mkdir", "rename", "replace", "write_text", "chmod", "symlink_to", "unlink")
OS_CALLS = ("fsync", "mkdir", "rmdir", "unlink")
# Without answers, which would take most of the time.
WEEKS = {f"week{n}/{name}": notebook("1") for n in (1, 2) for name in ("lab.ipynb", "more.ipynb")}
NEW = {"week1/lab.ipynb": notebook("new")}


def dying(step: int) -> Callable[[], None]:
    """Let this process be killed before the given call that changes the disk.

    That is after the one before it, too. Returns what counts a step of another kind.
    """
    count = 0

    def tick() -> None:
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            tick()
            return real(*arguments, **named)

        return call

    for name in PATH_CALLS:
        setattr(Path, name, wrap(getattr(Path, name)))
    for name in OS_CALLS:
        setattr(os, name, wrap(getattr(os, name)))
    shutil.copyfile = wrap(shutil.copyfile)
    return tick


def nothing(tick: Callable[[], None]) -> None:
    """Count no other steps."""


def killed(
    job: Callable[[], object],
    step: int,
    also: Callable[[Callable[[], None]], None] = nothing,
) -> bool:
    """Run `job` in a child that is killed at `step`; say whether it came that far.

    `also` lets other steps be counted.
    """
    child = os.fork()
    if child == 0:
        also(dying(step))
        try:
            job()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


class World:
    """A state folder with one release, and a source that has changed since."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state, self.source = folder / "state", folder / "source"
        self.course = self.state / "course"

    @classmethod
    def make(cls, folder: Path) -> World:
        """Make the first world, of which each trial gets a copy."""
        world = cls(folder)
        write(world.source, WEEKS)
        world.release()
        write(world.source, NEW)
        return world

    def copy(self, folder: Path) -> World:
        """Return a world like this one."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        return World(folder)

    def release(self) -> None:
        """Do what a deployment does."""
        words = ["release", "--state", str(self.state), "--source", str(self.source)]
        silence = io.StringIO()
        with contextlib.redirect_stderr(silence), contextlib.redirect_stdout(silence):
            assert command(words) == 0

    def hide(self) -> None:
        """Do what follows a change of dates."""
        Desk.at(self.state).publish(NOON)

    def seen(self) -> dict[str, bytes]:
        current = (self.course / "current").resolve(strict=True)
        return {name: (current / name).read_bytes() for name in names(current)}

    def left(self) -> Iterator[str]:
        """Yield what a finished run must not leave."""
        places = (
            self.state / "releases",
            self.course / "releases",
            self.state / "classroom/incoming",
        )
        for place in places:
            yield from (f"{path} is left" for path in place.glob(f"{DRAFT}*"))
        for number in numbers(self.state / "releases"):
            release = self.state / f"releases/{number:04d}"
            if len(names(release)) != 9:
                yield f"release {number} is not whole: {sorted(names(release))}"


def released(world: World, step: int) -> list[str] | None:
    """Return what is wrong after a release that was killed; None when it ended before."""
    old = world.seen()
    if not killed(world.release, step):
        return None
    between = world.seen()
    world.release()
    new = world.seen()
    wrong = [] if between in (old, new) else ["`current` was neither old nor new"]
    if '"new"' not in new["week1/lab.ipynb"].decode():
        wrong.append("the next run does not finish it")
    return [*wrong, *world.left()]


def hidden(world: World, step: int) -> list[str] | None:
    """Return what is wrong after a run that was killed while it hid week 2."""
    if not killed(world.hide, step):
        return None
    between = world.seen()
    world.hide()
    wrong = [] if "week1/lab.ipynb" in between else ["`current` was not whole"]
    wrong += [f"{path} is in reach" for path in world.course.rglob("week2")]
    if set(world.seen()) != {"week1/lab.ipynb", "week1/more.ipynb"}:
        wrong.append("the next run does not finish it")
    return [*wrong, *world.left()]


def main(kind: str, folder: str) -> None:
    """Try every step, and print what came of it."""
    trial = {"release": released, "hide": hidden, "forget": hidden}[kind]
    first = World.make(Path(folder) / "first")
    if trial is hidden:
        first.release()
    if kind == "hide":
        Desk.at(first.state).date(2, release=NOON.replace(year=2027))
    if kind == "forget":
        with Desk.at(first.state).ledgers.begin() as session:
            choice.forget(session, [2])
    wrong: list[str] = []
    step = 0
    while True:
        step += 1
        found = trial(first.copy(Path(folder) / "world"), step)
        if found is None:
            print(json.dumps({"steps": step - 1, "wrong": wrong}))
            return
        wrong += [f"{step}: {what}" for what in found]


if __name__ == "__main__":
    main(*sys.argv[1:])
