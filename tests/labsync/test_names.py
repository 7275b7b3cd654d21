"""Files that the student or the course gave another name."""

from __future__ import annotations

import pytest
from labsync.renames import Body, Doubt, find

from tests.labsync.books import book, code, sources, text
from tests.labsync.homes import World, as_bytes, outcome, told
from tests.labsync.lesson import ASK, BASE, INTRO, TEST, THEIRS, edited


def move(world: World, name: str, new: str) -> None:
    (world.lab / new).parent.mkdir(parents=True, exist_ok=True)
    (world.lab / name).rename(world.lab / new)


def test_a_renamed_file_is_updated_under_its_new_name(world: World) -> None:
    world.begin({"ask.py": "one\n", "lab.ipynb": BASE})
    move(world, "ask.py", "my/own.py")
    move(world, "lab.ipynb", "mine.ipynb")
    world.write({"mine.ipynb": book(INTRO, ASK, TEST, code("own", "mine = 1"))})
    world.release({"ask.py": "two\n", "lab.ipynb": THEIRS})
    report = world.update()
    assert outcome(report, "ask.py").at == "my/own.py"
    assert outcome(report, "lab.ipynb").at == "mine.ipynb"
    assert world.read("my/own.py") == "two\n"
    assert sources(world.book("mine.ipynb")) == [*sources(THEIRS), "mine = 1"]
    assert "lab.ipynb" not in world.names()


def test_a_new_name_is_remembered(world: World) -> None:
    world.begin({"ask.py": "one\n"})
    move(world, "ask.py", "own.py")
    world.release({"ask.py": "two\n"})
    world.update()
    world.write({"own.py": "two\nand mine\n"})
    world.release({"ask.py": "zero\ntwo\n"})
    assert told(world.update()) == {"ask.py": ("merged", "")}
    assert world.read("own.py") == "zero\ntwo\nand mine\n"


def test_a_copy_is_no_new_name(world: World) -> None:
    world.begin({"lab.ipynb": BASE})
    world.write({"copy.ipynb": BASE})
    world.release({"lab.ipynb": THEIRS})
    world.update()
    assert world.book("copy.ipynb") == BASE
    assert sources(world.book("lab.ipynb")) == sources(THEIRS)


def test_two_files_that_could_be_it_are_both_left_alone(world: World) -> None:
    world.begin({"lab.ipynb": BASE})
    move(world, "lab.ipynb", "one.ipynb")
    world.write({"two.ipynb": BASE})
    world.release({"lab.ipynb": THEIRS})
    assert told(world.update()) == {"lab.ipynb": ("left-deleted", "SYNC-AMBIGUOUS")}
    assert world.book("one.ipynb") == world.book("two.ipynb") == BASE


def test_the_courses_new_name_is_taken_over(world: World) -> None:
    world.begin({"ask.py": "one\n" * 3, "lab.ipynb": BASE})
    world.write({"lab.ipynb": book(INTRO, ASK, TEST, code("own", "mine = 1"))})
    world.release({"code/ask.py": "one\n" * 3, "first.ipynb": THEIRS})
    report = world.update()
    assert told(report) == {"code/ask.py": ("delivered", ""), "first.ipynb": ("merged", "")}
    assert sources(world.book("first.ipynb")) == [*sources(THEIRS), "mine = 1"]
    assert world.names() == ["code", "code/ask.py", "first.ipynb"]


def test_a_name_that_the_student_chose_outlives_the_courses_new_one(world: World) -> None:
    world.begin({"ask.py": "one\n" * 3})
    move(world, "ask.py", "own.py")
    world.release({"ask.py": "one\n" * 3 + "two\n"})
    world.update()
    world.release({"code.py": "one\n" * 3 + "two\n"})
    assert outcome(world.update(), "code.py").at == "own.py"
    assert world.names() == ["own.py"]


def test_a_name_that_the_student_uses_is_not_taken(world: World) -> None:
    world.begin({"ask.py": "one\n" * 3})
    world.write({"code.py": "mine\n"})
    world.release({"code.py": "one\n" * 3})
    assert told(world.update())["code.py"] == ("kept-own", "SYNC-NO-BASE")
    assert world.read("code.py") == "mine\n"


OLD = Body("sha-old", as_bytes(BASE))
OTHER = Body(
    "x", as_bytes(book(*(code(c["id"], f"other {n}") for n, c in enumerate(BASE["cells"]))))
)
MOST = Body("y", as_bytes(book(INTRO, edited(ASK, "print('mine')"), TEST)))
LITTLE = Body("z", as_bytes(book(INTRO, text("n", "new text"), text("m", "more text"))))


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ({"a.ipynb": Body("sha-old", None)}, "a.ipynb"),
        ({"a.ipynb": MOST}, "a.ipynb"),
        ({"a.ipynb": LITTLE}, None),
        ({"a.ipynb": OTHER}, None),  # the same ids, being positions, and nothing else
        ({"a.py": MOST}, None),
        ({"a.ipynb": MOST, "b.ipynb": MOST}, Doubt.SEVERAL),
        ({"a.ipynb": MOST, "b.ipynb": Body("sha-old", None)}, "b.ipynb"),
        ({"a.ipynb": Body("q", b"no JSON")}, None),
        ({"a.ipynb": Body("q", b"[" * 100_000)}, None),
        ({"a.ipynb": Body("q", b'{"cells": 7}')}, None),
        ({}, None),
    ],
)
def test_which_file_it_is(others: dict[str, Body], found: str | Doubt | None) -> None:
    assert find("lab.ipynb", OLD, others) == found


def test_empty_files_are_all_alike_and_no_ones_new_name() -> None:
    assert find("__init__.py", Body("e", b"\n"), {"x/__init__.py": Body("e", b"\n")}) is None
