"""A save that falls into an update: whatever the moment, it is there afterwards."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from labsync import disk

from tests.labsync.homes import World, told

ROUNDS = 40
STEPS = ("write", "fsync", "rename", "exchange", "remove")


def in_place(path: Path, content: str) -> None:
    """Save as Jupyter does: the same file, with other content."""
    path.write_text(content)


def by_rename(path: Path, content: str) -> None:
    """Save as editors in a terminal do: a new file takes the old one's place."""
    fresh = path.with_name(".fresh")
    fresh.write_text(content)
    fresh.replace(path)


def there(world: World, content: str) -> bool:
    """Say whether a save is in the lab's file, or beside it."""
    return any(
        content in path.read_text() for path in world.lab.iterdir() if path.name.startswith("ask")
    )


@pytest.mark.parametrize("save", [in_place, by_rename])
def test_at_any_moment(world: World, save: Callable[[Path, str], None]) -> None:
    world.begin({"ask.py": "top 0\n\n\n\nend\n"})
    dice = random.Random(3)
    for number in range(1, ROUNDS):
        world.release({"ask.py": f"top {number}\n\n\n\nend\n"})
        mine = f"mine {number}\n"
        wait = dice.uniform(0, 0.02)

        def later(text: str = mine, seconds: float = wait) -> None:
            time.sleep(seconds)
            save(world.lab / "ask.py", f"top\n\n\n{text}\nend\n")

        thread = threading.Thread(target=later)
        thread.start()
        world.update()
        thread.join()
        assert there(world, mine), number
        for path in world.lab.glob("ask.*-*"):
            path.unlink()


@pytest.mark.parametrize("save", [in_place, by_rename])
@pytest.mark.parametrize("old_kernel", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_right_before_every_step(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    save: Callable[[Path, str], None],
    old_kernel: bool,
    step: str,
) -> None:
    if old_kernel:
        monkeypatch.setattr(disk, "_renameat2", lambda: None)
    real, path = getattr(disk, step), world.lab / "ask.py"
    for turn in range(12):
        (world.lab / "ask.py").unlink(missing_ok=True)
        world.release({"ask.py": "one\n"})
        world.afresh()
        world.release({"ask.py": "two\n"})
        left = turn

        def saving(*arguments: object) -> object:
            nonlocal left
            left -= 1
            if left == -1:
                save(path, "saved in that moment\n")
            return real(*arguments)

        monkeypatch.setattr(disk, step, saving)
        world.update()
        monkeypatch.setattr(disk, step, real)
        assert left >= 0 or there(world, "saved in that moment"), turn


def test_a_save_through_a_file_that_was_open_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The editor opened the file, the update took it away, then the editor writes.
    world.begin({"ask.py": "one\n"})
    world.release({"ask.py": "two\n"})
    held = os.open(world.lab / "ask.py", os.O_WRONLY)
    real = disk.exchange

    def exchange(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        os.write(held, b"mine\n")

    monkeypatch.setattr(disk, "exchange", exchange)
    report = world.update()
    os.close(held)
    assert there(world, "mine")
    assert told(report) == {"ask.py": ("skipped", "SYNC-CHANGING")}
