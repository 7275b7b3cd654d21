"""Homes made to lead an update astray: nothing outside is read or written, the rest goes on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from labsync import apply, disk
from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.found import look, parts_of

from tests.labsync.homes import World, outcome, snapshot, told
from tests.labsync.lesson import BASE, THEIRS

OLD = {"lab.ipynb": BASE, "ask.py": "one\n", "sub/deep/data.txt": "old\n", "fine.md": "old\n"}
NEW = {"lab.ipynb": THEIRS, "ask.py": "two\n", "sub/deep/data.txt": "new\n", "fine.md": "new\n"}
SECRET = "somebody else's\n"


def link_to_a_file(world: World, path: Path) -> None:
    path.symlink_to(world.root / "outside/secret.txt")


def hanging_link(world: World, path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


def link_to_itself(world: World, path: Path) -> None:
    path.symlink_to(path)


def way_out(world: World, path: Path) -> None:
    path.symlink_to("../../../outside/secret.txt")


def pipe(world: World, path: Path) -> None:
    os.mkfifo(path)


def folder(world: World, path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("mine\n")


def huge(world: World, path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 10**9)


def deep(world: World, path: Path) -> None:
    path.write_text("[" * 200_000)


def deep_metadata(world: World, path: Path) -> None:
    inner = '{"a":' * 500 + "1" + "}" * 500
    whole = '{"nbformat": 4, "nbformat_minor": 5, "metadata": %s, "cells": []}'
    path.write_text(whole % inner)


def no_json(world: World, path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00no JSON")


def half_a_surrogate(world: World, path: Path) -> None:
    cell = {"cell_type": "raw", "id": "a", "metadata": {}, "source": "\ud800"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path.write_text(json.dumps(notebook))


def odd_cells(world: World, path: Path) -> None:
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7, null]}')


def old_format(world: World, path: Path) -> None:
    path.write_text('{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}')


def long_number(world: World, path: Path) -> None:
    path.write_text('{"nbformat": ' + "4" * 10_000 + "}")


NO_FILES = [link_to_a_file, hanging_link, link_to_itself, way_out, pipe, folder]
NO_NOTEBOOKS = [deep, deep_metadata, no_json, half_a_surrogate, odd_cells, old_format, long_number]
KINDS: list[tuple[Callable[[World, Path], None], str]] = [
    *((make, "SYNC-NOT-PLAIN") for make in NO_FILES),
    (huge, "SYNC-LARGE"),
    *((make, "SYNC-NOTEBOOK") for make in NO_NOTEBOOKS),
]


@pytest.fixture
def home(world: World) -> World:
    """A home with the first release, something outside it, and a second release to come."""
    outside = world.root / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET)
    (outside / "deep").mkdir()
    world.begin(OLD)
    world.release(NEW)
    return world


def outside_is_as_it_was(world: World) -> bool:
    return snapshot(world.root / "outside") == {"secret.txt": SECRET.encode()}


def others_arrived(world: World, *names: str) -> bool:
    return all(world.read(name) == NEW[name] for name in names)


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
@pytest.mark.parametrize("kind", ["file", "pipe"])
def test_something_else_in_place_of_our_folders(home: World, name: str, kind: str) -> None:
    path = home.home / name
    path.rename(home.home / "away")
    if kind == "file":
        path.write_text("mine\n")
    else:
        os.mkfifo(path)
    assert home.update().code == ("SYNC-STORE" if "llmhub" in name else "SYNC-FOLDER")


@pytest.mark.parametrize(
    "name", ["a\nb.py", "-rf", "x" * 252 + ".py", "\udcff\udcfe.py", "ü" * 126]
)
def test_odd_names_of_the_students_are_no_trouble(home: World, name: str) -> None:
    (home.lab / "ask.py").rename(home.lab / name)
    report = home.update()
    assert outcome(report, "ask.py").at == name
    assert (home.lab / name).read_text() == "two\n"
    assert json.loads(json.dumps(report.told()).encode("ascii"))  # any reader can take it


@pytest.mark.parametrize("name", ["x" * 249 + ".ipynb", "ü" * 124 + ".ipynb", "y" * 255])
def test_a_long_name_is_cut_where_a_version_lies_beside(world: World, name: str) -> None:
    world.begin({name: b"\0one"})
    world.write({name: b"\0mine"})
    world.release({name: b"\0two"})
    beside = outcome(world.update(), name).beside
    assert len(os.fsencode(beside)) <= 255
    assert (world.lab / beside).read_bytes() == b"\0two"


def test_when_every_name_beside_is_taken_the_file_fails_alone(world: World) -> None:
    world.begin({"a.bin": b"\0one", "b.txt": "one\n"})
    world.write({"a.bin": b"\0mine", "a.updated-0002.bin": "taken"})
    world.write({f"a.updated-0002-{n}.bin": "taken" for n in range(2, 10)})
    world.release({"a.bin": b"\0two", "b.txt": "two\n"})
    assert told(world.update()) == {"a.bin": ("failed", "SYNC-NAME"), "b.txt": ("delivered", "")}


@pytest.mark.parametrize("moment", ["exchange", "rename_new"])
def test_a_folder_swapped_for_a_link_in_the_middle(
    home: World, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    home.release(NEW | {"sub/deep/more.txt": "new\n"})
    away, real = home.home / "away", getattr(disk, moment)

    def swap(*where: object) -> None:
        if not away.exists():
            home.lab.joinpath("sub").rename(away)
            home.lab.joinpath("sub").symlink_to(home.root / "outside")
        real(*where)

    monkeypatch.setattr(disk, moment, swap)
    home.update()
    assert outside_is_as_it_was(home)


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "other"])
def test_a_file_swapped_just_before_its_turn_is_put_back(
    home: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path, real = home.lab / "ask.py", apply.perform
    makers = {"link": link_to_a_file, "pipe": pipe, "folder": folder}

    def swap(*arguments: object) -> None:
        if not (home.lab / "was.py").exists():
            path.rename(home.lab / "was.py")
            if kind == "other":
                path.write_text("saved this moment\n")
            else:
                makers[kind](home, path)
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("labsync.carrying.perform", swap)
    report = home.update()
    assert told(report)["ask.py"] == ("skipped", "SYNC-CHANGING")
    assert (home.lab / "was.py").read_text() == "one\n"
    assert not path.is_file() or path.is_symlink() or path.read_text() == "saved this moment\n"
    assert not list(home.store.glob("lost*"))
    assert others_arrived(home, "fine.md", "sub/deep/data.txt")
    assert outside_is_as_it_was(home)


@pytest.mark.parametrize("path", ["../x", "a/../x", "/x", "a//x", "", ".", "..", "a/.", "a\0b"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SyncError, match="SYNC-WAY"):
        parts_of(path)
    with Folder.at(tmp_path) as top, pytest.raises(SyncError, match="SYNC-WAY"):
        look(top, path)
