"""Homes in every state, and what an update makes of each."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from labsync.update import Options

from tests.labsync.books import book, sources, text
from tests.labsync.homes import World, outcome, snapshot, told
from tests.labsync.lesson import THEIRS
from tests.labsync.states import (
    ALL_NEW,
    FIXED,
    NEW,
    OLD,
    add,
    delete,
    edit,
    edit_the_same,
    nothing,
    only_run,
    rename,
    take_the_new_name,
)

STATES: list[tuple[Callable[[World], None], dict[str, tuple[str, str]]]] = [
    (nothing, {}),
    (edit, {"lab.ipynb": ("merged", ""), "ask.py": ("merged", "")}),
    (
        edit_the_same,
        {
            "lab.ipynb": ("kept-own", "SYNC-CELLS"),
            "ask.py": ("kept-own", "SYNC-CONFLICT"),
            "data/map.png": ("kept-own", "SYNC-BINARY"),
            "gone.txt": ("kept-own", "SYNC-KEPT"),
        },
    ),
    (only_run, {"lab.ipynb": ("merged", "")}),
    (
        delete,
        dict.fromkeys(("lab.ipynb", "ask.py", "data/map.png"), ("left-deleted", "SYNC-DELETED"))
        | {"gone.txt": ("-", "")},
    ),
    (rename, {}),
    (add, {}),
    (take_the_new_name, {"new/more.md": ("kept-own", "SYNC-NO-BASE")}),
]


@pytest.fixture
def pushed(world: World) -> World:
    """A home with the first release, and a second one to come."""
    world.begin(OLD)
    world.release(NEW)
    return world


@pytest.mark.parametrize(("state", "different"), STATES)
def test_every_state_and_its_report(
    world: World, state: Callable[[World], None], different: dict[str, tuple[str, str]]
) -> None:
    world.begin(OLD)
    state(world)
    world.release(NEW)
    expected = {name: said for name, said in (ALL_NEW | different).items() if said[0] != "-"}
    report = world.update()
    assert told(report) == expected
    assert (report.release, report.before) == ("0002", "0001")
    assert report.complete


def test_a_dry_run_says_the_same_and_changes_nothing(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    before = snapshot(world.home)
    dry = world.update(options=Options(dry_run=True))
    assert snapshot(world.home) == before
    assert dry.files == world.update().files


def test_a_home_that_never_started_gets_everything(world: World) -> None:
    world.release(NEW)
    report = world.update()
    assert set(told(report).values()) == {("delivered", "")}
    assert world.read("new/more.md") == "# New\n"
    assert report.before == ""


def test_a_dry_run_in_an_empty_home_makes_no_labs(world: World) -> None:
    world.release(NEW)
    assert told(world.update(options=Options(dry_run=True)))["ask.py"] == ("delivered", "")
    assert not (world.home / "labs").exists()


def test_an_untouched_home_is_the_release(pushed: World) -> None:
    pushed.update()
    assert snapshot(pushed.lab) == snapshot(pushed.current / "week3")


def test_both_sides_changes_are_in_a_merged_script(world: World) -> None:
    world.begin(OLD)
    edit(world)
    world.release(NEW)
    world.update()
    assert world.read("ask.py") == FIXED.replace("pass", "return 1")
    assert sources(world.book("lab.ipynb")) == [*sources(THEIRS), "mine = 1"]


def test_a_copy_of_a_later_release_by_hand_is_no_edit(pushed: World) -> None:
    # What docs have told students who broke a lab: copy it again from ~/course.
    shutil.copytree(pushed.current / "week3", pushed.lab, dirs_exist_ok=True)
    pushed.release({**NEW, "ask.py": "entirely other\n", "lab.ipynb": book(text("a", "new"))})
    report = pushed.update()
    assert told(report)["ask.py"] == told(report)["lab.ipynb"] == ("delivered", "")


def test_the_report_names_the_cell_and_where_the_new_text_is(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    cells = outcome(world.update(), "lab.ipynb").told()["cells"]
    assert cells == [{"id": "ask", "state": "kept-own", "why": "text", "offered": "ask-update"}]
    assert [cell["id"] for cell in world.book("lab.ipynb")["cells"]][1:3] == ["ask", "ask-update"]
