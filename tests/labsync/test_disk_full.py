"""A full disk: files are skipped with a message, nothing is half written, the next run goes on."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from labsync import disk

from tests.labsync.homes import World, snapshot, told
from tests.labsync.kill_probe import CALLS, torn
from tests.labsync.states import NEW, OLD, edit

GROWING = ("write", "fsync", "make_folder", "rename", "rename_new", "exchange")


class Full:
    """A disk that takes nothing more from the call number `since` on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, since: int) -> None:
        self.left = since
        for name in GROWING:
            monkeypatch.setattr(disk, name, self.wrap(getattr(disk, name)))

    def wrap(self, real: Any) -> Any:
        def call(*arguments: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments)

        return call


def prepared(folder: Path) -> World:
    world = World(folder)
    world.begin(OLD)
    edit(world)
    world.release(NEW)
    return world


def test_full_from_any_moment_on(tmp_path: Path) -> None:
    whole = prepared(tmp_path / "whole")
    before = snapshot(whole.home / "labs")
    whole.update()
    final = snapshot(whole.home / "labs")
    recorded = (whole.store / "record.json").read_bytes()
    since = unkept = 0
    while True:
        world = prepared(tmp_path / str(since))
        with pytest.MonkeyPatch.context() as patch:
            disk_is = Full(patch, since)
            report = world.update()
        assert list(torn(world, before, final)) == []
        if disk_is.left >= 0:
            break
        codes = {report.code} | {code for _, code in told(report).values()}
        if report.complete:  # only what is told to the student later could not be kept
            assert world.store.joinpath("record.json").read_bytes() == recorded
            assert not world.store.joinpath("journal.json").exists()
            unkept += 1
        else:
            assert "SYNC-DISK-FULL" in codes, (since, codes)
        assert world.update().complete
        assert snapshot(world.home / "labs") == final
        since += 1
    assert since > 20
    assert unkept < 4


def test_one_file_too_large_for_what_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.begin(OLD)
    world.release(NEW | {"data/map.png": b"\0" * 100_000})
    before, real = world.lab.joinpath("data/map.png").read_bytes(), disk.write

    def write(descriptor: int, data: bytes) -> None:
        if len(data) > 50_000:
            raise OSError(errno.ENOSPC, "full")
        real(descriptor, data)

    monkeypatch.setattr(disk, "write", write)
    states = told(world.update())
    assert states.pop("data/map.png") == ("skipped", "SYNC-DISK-FULL")
    assert {state for state, _ in states.values()} == {"delivered", "unchanged"}
    assert world.lab.joinpath("data/map.png").read_bytes() == before
    assert list((world.store / "stage").iterdir()) == []


def test_with_nothing_new_a_full_disk_is_no_trouble(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin(OLD)
    Full(monkeypatch, 0)
    # Folders that are there already are none to be made.
    monkeypatch.setattr(disk, "make_folder", lambda *_: (_ for _ in ()).throw(FileExistsError))
    assert world.update().complete


def test_a_new_week_comes_whole_or_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.release(OLD)
    Full(monkeypatch, 25)
    assert set(told(world.update()).values()) == {("skipped", "SYNC-DISK-FULL")}
    assert not world.lab.exists()


def test_a_fresh_start_on_a_full_disk_leaves_the_old_folder(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin(OLD)
    before = snapshot(world.lab)
    Full(monkeypatch, 12)
    assert world.afresh().code == "SYNC-DISK-FULL"
    assert snapshot(world.lab) == before
    assert [path.name for path in (world.home / "labs").iterdir()] == ["week3"]


def test_every_call_that_takes_space_is_among_those_that_kill() -> None:
    assert set(GROWING) <= {*CALLS, "exchange"}
