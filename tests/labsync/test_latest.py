"""What the last run told is kept: a student can read at any time what has changed."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from labsync import latest
from labsync.update import Options

from tests.labsync.homes import World
from tests.labsync.lesson import BASE, MINE, THEIRS


def told(world: World) -> dict[str, str]:
    """Return state by path, of what is kept of week 3."""
    return {one["path"]: one["state"] for one in kept(world)["files"]}


def kept(world: World) -> dict[str, Any]:
    return latest.read(world.home)[3]


@pytest.fixture
def updated(world: World) -> World:
    """A home after an update in which the student's cell stayed."""
    world.begin({"lab.ipynb": BASE, "a.txt": "one\n", "same.txt": "same\n"})
    world.write({"lab.ipynb": MINE})
    world.release({"lab.ipynb": THEIRS, "a.txt": "two\n", "same.txt": "same\n"})
    assert world.update().complete
    return world


def test_an_update_is_told_later(updated: World) -> None:
    assert told(updated) == {"a.txt": "delivered", "lab.ipynb": "kept-own"}
    assert (kept(updated)["before"], kept(updated)["release"]) == ("0001", "0002")
    assert kept(updated)["at"] > 0


def test_a_run_without_news_takes_nothing_back(updated: World) -> None:
    before = kept(updated)
    updated.update()
    assert kept(updated) == before


def test_a_release_without_news_takes_nothing_back(updated: World) -> None:
    before = kept(updated)
    updated.release({"lab.ipynb": THEIRS, "a.txt": "two\n", "same.txt": "same\n"})
    assert updated.update().release == "0003"
    assert told(updated)["a.txt"] == "delivered"
    assert kept(updated) == before


def test_a_run_that_goes_on_with_a_release_adds_to_what_was_told(world: World) -> None:
    world.begin({"a.txt": "one\n", "b.txt": "one\n"})
    world.release({"a.txt": "two\n", "b.txt": "two\n"})
    (world.lab / "b.txt").chmod(0)
    (world.lab / "b.txt").unlink()
    os.mkfifo(world.lab / "b.txt")
    world.update()
    first = told(world)
    (world.lab / "b.txt").unlink()
    world.write({"b.txt": "one\n"})
    world.update()
    assert first["a.txt"] == told(world)["a.txt"] == "delivered"
    assert kept(world)["before"] == "0001"


def test_the_next_release_takes_the_place_of_the_one_before(updated: World) -> None:
    updated.release({"lab.ipynb": THEIRS, "a.txt": "three\n", "same.txt": "same\n"})
    updated.update()
    assert (kept(updated)["before"], kept(updated)["release"]) == ("0002", "0003")
    assert "a.txt" in told(updated)


def test_a_dry_run_tells_nothing_later(updated: World) -> None:
    before = kept(updated)
    updated.release({"lab.ipynb": THEIRS, "a.txt": "three\n", "same.txt": "same\n"})
    updated.update(options=Options(dry_run=True))
    assert kept(updated) == before


def test_a_fresh_start_has_nothing_to_tell(updated: World) -> None:
    assert updated.afresh().complete
    assert latest.read(updated.home) == {}


@pytest.mark.parametrize(
    "kind", ["damaged", "deep", "pipe", "link", "folder", "large", "other week"]
)
def test_what_a_student_put_there_is_not_believed(updated: World, kind: str) -> None:
    path = updated.store / "latest.json"
    whole = path.read_bytes()
    path.unlink()
    if kind == "damaged":
        path.write_bytes(whole.replace(b"delivered", b"delivereD"))
    elif kind == "deep":
        path.write_bytes(b"[" * 100_000)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        (updated.root / "elsewhere").write_bytes(whole)
        path.symlink_to(updated.root / "elsewhere")
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        path.write_bytes(whole + b" " * (2 << 20))
    else:
        path.write_bytes(whole)
        updated.store.rename(updated.store.parent / "week4")
    assert latest.read(updated.home) == {}


def test_where_it_cannot_be_kept_the_update_goes_on(
    updated: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("labsync.store.Store.write_latest", full)
    updated.release({"lab.ipynb": THEIRS, "a.txt": "three\n", "same.txt": "same\n"})
    assert updated.update().complete
    assert updated.read("a.txt") == "three\n"


def test_what_stands_in_the_way_is_replaced(world: World) -> None:
    world.begin({"a.txt": "one\n"})
    world.release({"a.txt": "two\n"})
    (world.store / "latest.json").unlink()
    os.mkfifo(world.store / "latest.json")
    assert world.update().complete
    assert told(world) == {"a.txt": "delivered"}


def test_a_home_without_any_has_none(tmp_path: Path) -> None:
    assert latest.read(tmp_path) == {}
    assert latest.read(tmp_path / "nowhere") == {}
