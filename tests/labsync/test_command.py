"""The command as the hub and the lab call it: words in, one report out."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from labsync import merge
from labsync.command import main
from labsync.errors import SENTENCES, SyncError
from labsync.limit import Deadline
from labsync.update import Options

from scripts.stages import ROOT
from tests.labsync.homes import World, snapshot, told
from tests.labsync.lesson import BASE, MINE, THEIRS


def words(world: World, what: str = "update") -> list[str]:
    return [what, "--home", str(world.home), "--release", str(world.current), "--week", "3"]


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_the_report(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.begin({"lab.ipynb": BASE, "a.txt": "one\n", "b.txt": "one\n"})
    world.write({"lab.ipynb": MINE})
    (world.lab / "b.txt").unlink()
    world.release({"lab.ipynb": THEIRS, "a.txt": "two\n", "b.txt": "two\n"})
    assert main(words(world)) == 0
    report = said(capsys)
    assert report.pop("seconds") >= 0
    assert report == {
        "format": 1,
        "week": 3,
        "release": "0002",
        "before": "0001",
        "dry_run": False,
        "complete": True,
        "files": [
            {"path": "a.txt", "state": "delivered"},
            {
                "path": "b.txt",
                "state": "left-deleted",
                "code": "SYNC-DELETED",
                "sentence": SENTENCES["SYNC-DELETED"],
            },
            {
                "path": "lab.ipynb",
                "state": "kept-own",
                "code": "SYNC-CELLS",
                "sentence": SENTENCES["SYNC-CELLS"],
                "cells": [
                    {"id": "ask", "state": "kept-own", "why": "text", "offered": "ask-update"}
                ],
            },
        ],
    }


def test_a_run_as_a_program(world: World) -> None:
    world.release({"a.txt": "one\n"})
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, str(ROOT / "images/base"), *words(world)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout)["complete"] is True
    assert done.stderr == ""


PROGRAM = "import sys, runpy; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('labsync')"


def test_a_fresh_start_names_the_backup(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.begin({"a.txt": "one\n"})
    assert main(words(world, "afresh")) == 0
    assert (world.home / "labs" / said(capsys)["backup"]).is_dir()


def test_what_was_skipped_shows_in_the_status(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.begin({"a.txt": "one\n"})
    world.release({"a.txt": "two\n"})
    assert main([*words(world), "--seconds", "0"]) == 1
    assert said(capsys)["files"][0]["code"] == "SYNC-TIME"


@pytest.mark.parametrize("week", ["0", "100", "x", "../1"])
def test_a_week_is_a_number(world: World, week: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*words(world)[:-1], week])
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("no home", "SYNC-HOME"),
        ("no release", "SYNC-RELEASE"),
        ("no week", "SYNC-RELEASE"),
        ("a week that is a link", "SYNC-RELEASE"),
    ],
)
def test_what_is_not_there_is_said(world: World, change: str, code: str) -> None:
    release = world.release({"a.txt": "one\n"})
    if change == "no home":
        world.home.rename(world.root / "away")
    elif change == "no release":
        world.current.unlink()
    else:
        (release / "week3").rename(release / "week4")
    if change == "a week that is a link":
        (release / "week3").symlink_to("week4")
    report = world.update()
    assert (report.code, list(report.files)) == (code, [])


def test_another_ones_home_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.release({"a.txt": "one\n"})
    monkeypatch.setattr(os, "geteuid", lambda: world.home.stat().st_uid + 1)
    assert world.update().code == "SYNC-OWNER"
    assert list(world.home.iterdir()) == []


def test_two_at_once_take_turns(world: World) -> None:
    world.begin({"a.txt": "one\n"})
    holder = os.open(world.store.parent, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    assert world.update(options=Options(wait=0)).code == "SYNC-BUSY"
    later = threading.Timer(0.3, os.close, [holder])
    later.start()
    assert world.update(options=Options(wait=30)).complete
    later.join()


def test_a_merge_that_does_not_end_is_broken_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin({"lab.ipynb": BASE, "a.txt": "one\n"})
    world.write({"lab.ipynb": MINE})
    world.release({"lab.ipynb": THEIRS, "a.txt": "two\n"})

    def for_ever(*_: object) -> None:
        while True:
            try:
                time.sleep(0.01)
            except SyncError as over:  # a library that swallows the first one
                if world.root.joinpath("seen").exists():
                    raise over from None
                world.root.joinpath("seen").touch()

    monkeypatch.setattr(merge, "merge_notebooks", for_ever)
    mine = snapshot(world.lab)["lab.ipynb"]
    assert told(world.update(options=Options(seconds=1)))["lab.ipynb"] == ("skipped", "SYNC-TIME")
    assert snapshot(world.lab)["lab.ipynb"] == mine
    monkeypatch.undo()
    assert world.update().complete


def test_beside_the_main_thread_the_time_is_looked_at_between_files() -> None:
    caught: list[str] = []

    def run() -> None:
        try:
            with Deadline(-1).interrupting():
                pass
        except SyncError as error:
            caught.append(error.code)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert caught == ["SYNC-TIME"]


def test_a_release_without_a_number_has_its_folders_name(tmp_path: Path) -> None:
    world = World(tmp_path)
    release = world.release({"a.txt": "one\n"})
    (release / ".release.json").write_text("{")
    renamed = release.rename(release.parent / "draft of ü")
    assert world.update(renamed).release == "draft-of--"
