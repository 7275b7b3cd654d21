"""What is remembered of a week: damaged or lost, it costs merges, never work."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from labsync import sealed

from tests.labsync.homes import Content, World, snapshot, told
from tests.labsync.lesson import BASE, MINE, THEIRS

OLD: dict[str, Content] = {"lab.ipynb": BASE, "ask.py": "one\n", "map.png": b"\0one"}
NEW: dict[str, Content] = {"lab.ipynb": THEIRS, "ask.py": "two\n", "map.png": b"\0two"}
OWN: dict[str, Content] = {"lab.ipynb": MINE, "ask.py": "mine\n"}


def no_record(store: Path) -> None:
    (store / "record.json").unlink()


def empty_record(store: Path) -> None:
    (store / "record.json").write_bytes(b"")


def flipped_bit(store: Path) -> None:
    path = store / "record.json"
    path.write_bytes(path.read_bytes().replace(b'"sha": "', b'"sha": "f', 1))


def other_shape(store: Path) -> None:
    (store / "record.json").write_bytes(sealed.seal({"release": 1, "files": [1, 2]}))


def record_is_a_folder(store: Path) -> None:
    no_record(store)
    (store / "record.json/x").mkdir(parents=True)


def record_is_a_link(store: Path) -> None:
    no_record(store)
    (store / "record.json").symlink_to("/etc/passwd")


def nothing_left(store: Path) -> None:
    shutil.rmtree(store.parent)


def no_base(store: Path) -> None:
    shutil.rmtree(store / "base")


def damaged_base(store: Path) -> None:
    for path in (store / "base").iterdir():
        path.write_bytes(path.read_bytes() + b" ")


DAMAGES = [
    *(no_record, empty_record, flipped_bit, other_shape, record_is_a_folder, record_is_a_link),
    *(nothing_left, no_base, damaged_base),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_puts_the_courses_version_beside(
    world: World, damage: Callable[[Path], None]
) -> None:
    world.begin(OLD)
    world.write(OWN)
    mine = snapshot(world.lab)
    damage(world.store)
    shutil.rmtree(world.root / "course/releases/0001")
    world.release(NEW)
    states = told(world.update())
    assert states["lab.ipynb"] == states["ask.py"] == ("kept-own", "SYNC-NO-BASE")
    now = snapshot(world.lab)
    assert now["lab.ipynb"] == mine["lab.ipynb"]
    assert now["ask.py"] == mine["ask.py"]
    assert now["ask.updated-0002.py"] == b"two\n"
    assert json.loads(now["lab.updated-0002.ipynb"]) == THEIRS


@pytest.mark.parametrize("damage", DAMAGES)
def test_after_damage_untouched_files_are_known_by_the_releases(
    world: World, damage: Callable[[Path], None]
) -> None:
    world.begin(OLD)
    damage(world.store)
    world.release(NEW)
    assert set(told(world.update()).values()) == {("delivered", "")}
    assert snapshot(world.lab) == snapshot(world.current / "week3")


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_update_after_the_next_is_a_merge_again(
    world: World, damage: Callable[[Path], None]
) -> None:
    world.begin(OLD)
    damage(world.store)
    world.release(NEW)
    world.update()
    world.write({"ask.py": "two\nmine\n"})
    world.release(NEW | {"ask.py": "zero\ntwo\n"})
    world.update()
    assert world.read("ask.py") == "zero\ntwo\nmine\n"


@pytest.mark.parametrize("damage", [no_base, damaged_base])
def test_lost_texts_are_taken_from_the_releases(
    world: World, damage: Callable[[Path], None]
) -> None:
    world.begin({"ask.py": "one\n\ntwo\n"})
    world.write({"ask.py": "one\n\nmine\n"})
    damage(world.store)
    world.release({"ask.py": "zero\n\ntwo\n"})
    assert told(world.update()) == {"ask.py": ("merged", "")}
    assert world.read("ask.py") == "zero\n\nmine\n"


def test_only_what_is_needed_is_kept(world: World) -> None:
    world.begin(OLD)
    world.release(NEW)
    world.update()
    assert len(list((world.store / "base").iterdir())) == len(NEW)


@pytest.mark.parametrize("body", [None, 7, "text", {"a": [1, {"b": None}]}, {"\udcff": "ü"}])
def test_what_is_sealed_comes_back(body: object) -> None:
    assert sealed.unseal(sealed.seal(body)) == body


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b'{"format": 2}', b"\xff", b"[" * 100_000]
)
def test_what_was_not_sealed_is_refused(data: bytes) -> None:
    with pytest.raises(sealed.Damaged):
        sealed.unseal(data)
