"""Homes in every state, and what an update makes of each."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from labsync.update import Options

from tests.labsync.books import Book, book, code, run, sources, text
from tests.labsync.homes import World, outcome, snapshot, told
from tests.labsync.lesson import ASK, BASE, INTRO, TEST, THEIRS, edited

SCRIPT = "import ollama\n\nMODEL = 'a'\n\n\ndef ask():\n    pass\n"
FIXED = SCRIPT.replace("'a'", "'b'")
PICTURE, OTHER_PICTURE = b"\x89PNG\0one", b"\x89PNG\0two"
OLD = {
    "lab.ipynb": BASE,
    "ask.py": SCRIPT,
    "data/map.png": PICTURE,
    "gone.txt": "old\n",
    "same.md": "# Same\n",
}
NEW = {
    "lab.ipynb": THEIRS,
    "ask.py": FIXED,
    "data/map.png": OTHER_PICTURE,
    "same.md": "# Same\n",
    "new/more.md": "# New\n",
}
ALL_NEW = {
    "lab.ipynb": ("delivered", ""),
    "ask.py": ("delivered", ""),
    "data/map.png": ("delivered", ""),
    "gone.txt": ("delivered", ""),
    "same.md": ("unchanged", ""),
    "new/more.md": ("delivered", ""),
}
OWN: Book = book(INTRO, edited(ASK, "print('mine')"), TEST, code("own", "mine = 1"))


def nothing(world: World) -> None:
    pass


def edit(world: World) -> None:
    world.write({"lab.ipynb": book(INTRO, ASK, TEST, code("own", "mine = 1"))})
    world.write({"ask.py": SCRIPT.replace("pass", "return 1")})


def edit_the_same(world: World) -> None:
    world.write({"lab.ipynb": OWN, "ask.py": SCRIPT.replace("'a'", "'mine'")})
    world.write({"data/map.png": b"\0mine", "gone.txt": "mine\n"})


def only_run(world: World) -> None:
    world.write({"lab.ipynb": book(INTRO, run(ASK, "hello"), TEST)})


def delete(world: World) -> None:
    for name in ("lab.ipynb", "ask.py", "gone.txt"):
        (world.lab / name).unlink()
    shutil.rmtree(world.lab / "data")


def rename(world: World) -> None:
    (world.lab / "lab.ipynb").rename(world.lab / "mine.ipynb")
    (world.lab / "ask.py").rename(world.lab / "data/my_ask.py")


def add(world: World) -> None:
    world.write({"notes.md": "mine\n", "new/more.md": "# New\n"})


def take_the_new_name(world: World) -> None:
    world.write({"new/more.md": "mine\n"})


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


def test_the_report_names_the_cell_and_where_the_new_text_is(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    cells = outcome(world.update(), "lab.ipynb").told()["cells"]
    assert cells == [{"id": "ask", "state": "kept-own", "why": "text", "offered": "ask-update"}]
    assert [cell["id"] for cell in world.book("lab.ipynb")["cells"]][1:3] == ["ask", "ask-update"]


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


def test_a_copy_of_a_later_release_by_hand_is_no_edit(pushed: World) -> None:
    # What docs have told students who broke a lab: copy it again from ~/course.
    shutil.copytree(pushed.current / "week3", pushed.lab, dirs_exist_ok=True)
    pushed.release({**NEW, "ask.py": "entirely other\n", "lab.ipynb": book(text("a", "new"))})
    report = pushed.update()
    assert told(report)["ask.py"] == told(report)["lab.ipynb"] == ("delivered", "")
