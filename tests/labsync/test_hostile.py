"""Homes made to lead an update astray: nothing outside is read or written, the rest goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.found import look, parts_of

from tests.labsync.homes import World, outcome, snapshot, told
from tests.labsync.hostile import (
    DEVICES,
    NO_FILES,
    NO_NOTEBOOKS,
    ear,
    huge,
    lure,
    no_json,
    others_arrived,
    outside_is_as_it_was,
    pipe,
)
from tests.labsync.lesson import THEIRS

KINDS: list[tuple[Callable[[World, Path], None], str]] = [
    *((make, "SYNC-NOT-PLAIN") for make in NO_FILES),
    (huge, "SYNC-LARGE"),
    *((make, "SYNC-NOTEBOOK") for make in NO_NOTEBOOKS),
]


@pytest.fixture
def home(world: World) -> World:
    return lure(world)


@pytest.mark.parametrize(("make", "code"), KINDS)
def test_what_is_no_file_or_no_notebook_stays(
    home: World, make: Callable[[World, Path], None], code: str
) -> None:
    path = home.lab / "lab.ipynb"
    path.unlink()
    make(home, path)
    before = path.lstat()
    found = outcome(home.update(), "lab.ipynb")
    assert (str(found.state), found.code) == ("kept-own", code)
    assert found.beside == "lab.updated-0002.ipynb"
    assert home.book(found.beside) == THEIRS
    assert path.lstat().st_ino == before.st_ino
    assert others_arrived(home, "ask.py", "fine.md", "sub/deep/data.txt")
    assert outside_is_as_it_was(home)


@pytest.mark.parametrize("target", ["../../../outside", "/etc", "nowhere", "../week3/sub"])
@pytest.mark.parametrize("way", ["sub", "sub/deep"])
def test_a_folder_on_the_way_that_is_a_link_is_not_followed(
    home: World, target: str, way: str
) -> None:
    shutil.rmtree(home.lab / way)
    (home.lab / way).symlink_to(target)
    found = outcome(home.update(), "sub/deep/data.txt")
    assert (str(found.state), found.code) == ("failed", "SYNC-WAY")
    assert others_arrived(home, "ask.py", "fine.md")
    assert outside_is_as_it_was(home)


def test_a_hard_link_is_broken_not_written_through(home: World) -> None:
    other = home.root / "outside/linked.py"
    os.link(home.lab / "ask.py", other)
    assert told(home.update())["ask.py"] == ("delivered", "")
    assert home.read("ask.py") == "two\n"
    assert other.read_text() == "one\n"


@pytest.mark.parametrize("name", ["labs", "labs/week3", ".llmhub", ".llmhub/labsync"])
def test_the_way_to_the_labs_is_not_followed_through_links(home: World, name: str) -> None:
    path = home.home / name
    away = home.root / "outside" / path.name
    path.rename(away)
    path.symlink_to(away)
    before = snapshot(away)
    assert home.update().code == ("SYNC-STORE" if "llmhub" in name else "SYNC-FOLDER")
    assert snapshot(away) == before


@pytest.mark.parametrize("name", ["labs", "labs/week3", ".llmhub/labsync", ".llmhub"])
@pytest.mark.parametrize("make", [no_json, pipe, ear, *DEVICES])
def test_something_else_in_place_of_our_folders(
    home: World, name: str, make: Callable[[World, Path], None]
) -> None:
    path = home.home / name
    path.rename(home.home / "away")
    make(home, path)
    assert home.update().code == ("SYNC-STORE" if "llmhub" in name else "SYNC-FOLDER")


@pytest.mark.parametrize("path", ["../x", "a/../x", "/x", "a//x", "", ".", "..", "a/.", "a\0b"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SyncError, match="SYNC-WAY"):
        parts_of(path)
    with Folder.at(tmp_path) as top, pytest.raises(SyncError, match="SYNC-WAY"):
        look(top, path)


def test_the_courses_new_name_in_a_folder_that_is_a_link_fails_alone(home: World) -> None:
    home.update()
    shutil.rmtree(home.lab / "sub")
    (home.lab / "sub").symlink_to("../../../outside")
    home.release({"lab.ipynb": THEIRS, "sub/deep/moved.md": "two\n", "ask.py": "three\n"})
    states = told(home.update())
    assert states["sub/deep/moved.md"] == ("failed", "SYNC-WAY")
    assert states["ask.py"] == ("delivered", "")
    assert outside_is_as_it_was(home)


def test_folders_in_folders_in_our_own_place_are_said_not_thrown(home: World) -> None:
    here = home.store / "stage"
    inner = Folder.at(here)
    for _ in range(1500):
        with inner:
            inner = inner.child("d", make=True)
    with inner:
        pass
    assert home.update().code == "SYNC-FAILED"
    subprocess.run(["rm", "-r", str(here)], check=True)
    assert home.update().complete


@pytest.mark.parametrize("make", [pipe, ear, *DEVICES])
def test_no_folder_on_the_way_fails_alone(home: World, make: Callable[[World, Path], None]) -> None:
    shutil.rmtree(home.lab / "sub/deep")
    make(home, home.lab / "sub/deep")
    found = outcome(home.update(), "sub/deep/data.txt")
    assert (str(found.state), found.code) == ("failed", "SYNC-WAY")
    assert others_arrived(home, "ask.py", "fine.md")
