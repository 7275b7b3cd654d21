"""An older release undoes a newer one; what the student did meanwhile stays."""

from __future__ import annotations

import pytest

from tests.labsync.books import Book, book, code, sources, text
from tests.labsync.homes import World, snapshot, told
from tests.labsync.lesson import ASK, BASE, INTRO, MINE, TEST, THEIRS, offers
from tests.labsync.states import NEW, OLD, SCRIPT, edit, edit_the_same, nothing, only_run, rename

LATER = code("later", "later = 1")


def undo(world: World) -> None:
    world.update(world.root / "course/releases/0001")


def normal(files: dict[str, bytes]) -> dict[str, object]:
    """Return files with notebooks as their texts: how a file is laid out is no matter."""
    import json

    return {
        name: sources(json.loads(data)) if name.endswith(".ipynb") else data
        for name, data in files.items()
    }


@pytest.mark.parametrize("state", [nothing, edit, edit_the_same, only_run, rename])
def test_undone_everything_is_as_it_was(world: World, state: object) -> None:
    assert callable(state)
    world.begin(OLD)
    state(world)
    before = normal(snapshot(world.lab))
    world.release(NEW)
    world.update()
    undo(world)
    assert normal(snapshot(world.lab)) == before


def test_later_edits_stay(world: World) -> None:
    world.begin(OLD)
    world.release(NEW)
    world.update()
    later: Book = world.book("lab.ipynb")
    later["cells"].append(LATER)
    world.write({"lab.ipynb": later, "ask.py": world.read("ask.py").replace("pass", "return 2")})
    world.write({"new/more.md": "# New, and mine\n"})
    undo(world)
    assert sources(world.book("lab.ipynb")) == [*sources(BASE), "later = 1"]
    assert world.read("ask.py") == SCRIPT.replace("pass", "return 2")
    assert world.read("new/more.md") == "# New, and mine\n"


def test_done_again_after_it_was_undone(world: World) -> None:
    world.begin(OLD)
    edit_the_same(world)
    world.release(NEW)
    world.update()
    once = normal(snapshot(world.lab))
    undo(world)
    world.update()
    assert normal(snapshot(world.lab)) == once


def test_an_offer_that_was_answered_stays_answered(world: World) -> None:
    world.begin({"lab.ipynb": BASE})
    world.write({"lab.ipynb": MINE})
    world.release({"lab.ipynb": THEIRS})
    world.update()
    answered = world.book("lab.ipynb")
    answered["cells"] = [cell for cell in answered["cells"] if cell not in offers(answered)]
    world.write({"lab.ipynb": answered})
    world.release(
        {"lab.ipynb": book(INTRO, ASK | {"source": "print('fixed')"}, TEST, text("x", "New"))}
    )
    assert told(world.update()) == {"lab.ipynb": ("merged", "")}
    assert offers(world.book("lab.ipynb")) == []
