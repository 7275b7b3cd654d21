"""Start a lab afresh: the old folder is kept whole, whatever it is."""

from __future__ import annotations

import pytest

from tests.labsync.homes import World, outcome, snapshot
from tests.labsync.lesson import BASE, THEIRS


def test_the_folder_goes_aside_and_the_release_comes(world: World) -> None:
    world.begin({"lab.ipynb": BASE, "sub/a.txt": "one\n"})
    world.write({"lab.ipynb": b"broken", "mine.txt": "mine\n"})
    world.release({"lab.ipynb": THEIRS, "sub/a.txt": "two\n"})
    mine = snapshot(world.lab)
    report = world.afresh()
    assert report.complete
    assert snapshot(world.home / "labs" / report.backup) == mine
    assert snapshot(world.lab) == snapshot(world.current / "week3")


def test_the_new_folder_is_what_the_next_update_begins_from(world: World) -> None:
    world.begin({"a.txt": "one\n"})
    world.write({"a.txt": "mine\n"})
    world.afresh()
    world.release({"a.txt": "two\n"})
    assert str(outcome(world.update(), "a.txt").state) == "delivered"


def test_twice_in_a_second_makes_two_backups(world: World) -> None:
    world.begin({"a.txt": "one\n"})
    first, second, third = (world.afresh().backup for _ in range(3))
    assert len({first, second, third}) == 3
    assert all(first.startswith("week3.backup-") for first in (first, second, third))


def test_without_a_folder_there_is_no_backup(world: World) -> None:
    world.release({"a.txt": "one\n"})
    report = world.afresh()
    assert (report.complete, report.backup) == (True, "")
    assert world.read("a.txt") == "one\n"


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_is_no_folder_goes_aside_too(world: World, kind: str) -> None:
    world.release({"a.txt": "one\n"})
    (world.home / "labs").mkdir()
    outside = world.root / "outside"
    outside.mkdir()
    if kind == "link":
        world.lab.symlink_to(outside)
    else:
        world.lab.write_text("mine\n")
    report = world.afresh()
    assert report.complete
    assert (world.home / "labs" / report.backup).is_symlink() is (kind == "link")
    assert list(outside.iterdir()) == []


def test_a_week_that_the_release_does_not_have_moves_nothing(world: World) -> None:
    world.begin({"a.txt": "one\n"})
    (world.current / "week3").rename(world.root / "elsewhere")
    assert world.afresh().code == "SYNC-RELEASE"
    assert world.read("a.txt") == "one\n"
