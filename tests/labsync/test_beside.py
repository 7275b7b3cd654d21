"""The course's version beside the student's, where both cannot be merged."""

from __future__ import annotations

from tests.labsync.homes import World, outcome, snapshot, told
from tests.labsync.states import (
    FIXED,
    NEW,
    OLD,
    OTHER_PICTURE,
    SCRIPT,
    edit_the_same,
)


def test_what_cannot_be_merged_lies_beside(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    report = world.update()
    assert outcome(report, "ask.py").beside == "ask.updated-0002.py"
    assert world.read("ask.updated-0002.py") == FIXED
    assert world.read("ask.py") == SCRIPT.replace("'a'", "'mine'")
    assert (world.lab / "data/map.updated-0002.png").read_bytes() == OTHER_PICTURE
    assert (world.lab / "data/map.png").read_bytes() == b"\0mine"
    assert world.read("gone.txt") == "mine\n"


def test_a_second_run_has_nothing_to_do(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    world.update()
    before = snapshot(world.lab)
    states = told(world.update())
    assert snapshot(world.lab) == before
    assert states["ask.py"] == ("kept-own", "SYNC-CONFLICT")  # still true
    assert states["lab.ipynb"] == states["new/more.md"] == ("unchanged", "")


def test_a_newer_version_takes_the_place_of_what_lies_beside(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    world.update()
    world.release(NEW | {"ask.py": SCRIPT.replace("'a'", "'c'")})
    assert outcome(world.update(), "ask.py").beside == "ask.updated-0003.py"
    assert "ask.updated-0002.py" not in world.names()


def test_what_lies_beside_and_was_changed_is_the_students(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    world.update()
    world.write({"ask.updated-0002.py": "mine now\n"})
    world.release(NEW | {"ask.py": SCRIPT.replace("'a'", "'c'")})
    world.update()
    assert world.read("ask.updated-0002.py") == "mine now\n"


def test_what_was_beside_and_deleted_does_not_come_back(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    world.update()
    (world.lab / "ask.updated-0002.py").unlink()
    assert outcome(world.update(), "ask.py").beside == ""
    assert "ask.updated-0002.py" not in world.names()
