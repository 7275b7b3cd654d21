"""Names and moments chosen to confuse an update."""

from __future__ import annotations

import json
import os

import pytest
from labsync import apply, disk

from tests.labsync.homes import World, outcome, told
from tests.labsync.hostile import (
    NEW,
    endless_device,
    folder,
    link_to_a_file,
    lure,
    others_arrived,
    outside_is_as_it_was,
    pipe,
)


@pytest.fixture
def home(world: World) -> World:
    return lure(world)


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


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "device", "other"])
def test_a_file_swapped_just_before_its_turn_is_put_back(
    home: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path, real = home.lab / "ask.py", apply.perform
    makers = {"link": link_to_a_file, "pipe": pipe, "folder": folder, "device": endless_device}

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
