"""A week that is taken out of its release while an update waits for its turn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from labsync import afresh, editors, update
from labsync.folder import Folder
from labsync.found import files
from labsync.store import open_store
from labsync.update import Options

from tests.labsync.homes import World, snapshot


@pytest.fixture(params=[False, True], ids=["update", "dry run"])
def how(request: pytest.FixtureRequest) -> Options:
    return Options(seconds=60, wait=0, dry_run=request.param)


def take_away(monkeypatch: pytest.MonkeyPatch, week: Path) -> None:
    """Remove the week just after it was opened."""

    def late(*given: object, **named: object) -> object:
        shutil.rmtree(week)
        return open_store(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(editors, "save_first", lambda *_: None)
    monkeypatch.setattr(update, "open_store", late)


def test_no_file_is_taken_for_one_that_the_course_gave_up(
    world: World, monkeypatch: pytest.MonkeyPatch, how: Options
) -> None:
    world.begin({"a.txt": "one\n", "in/b.txt": "one\n"})
    release, before = world.release({"a.txt": "two\n"}), snapshot(world.lab)
    take_away(monkeypatch, release / "week3")
    report = world.update(release, how)
    assert (report.code, report.files) == ("SYNC-RELEASE", ())
    assert snapshot(world.lab) == before


def test_no_empty_week_is_made(world: World, monkeypatch: pytest.MonkeyPatch, how: Options) -> None:
    release = world.release({"a.txt": "one\n"})
    take_away(monkeypatch, release / "week3")
    assert world.update(release, how).code == "SYNC-RELEASE"
    assert not world.lab.exists()


def test_no_lab_is_changed_for_an_empty_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.begin({"a.txt": "mine\n"})
    release, before = world.release({"a.txt": "two\n"}), snapshot(world.lab)

    def late(week: Folder) -> Iterator[str]:
        shutil.rmtree(release / "week3")
        return files(week)

    monkeypatch.setattr("labsync.afresh.files", late)
    assert afresh.start_afresh(world.home, release, 3).code == "SYNC-RELEASE"
    assert snapshot(world.lab) == before
