"""What a release must be: every refusal with its code, the file and the reason."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from classroom.errors import ClassroomError
from classroom.releases import limits
from classroom.releases.check import check
from tests.classroom.releases.course import notebook, write

LAB = "student/week1/lab.ipynb"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    good = notebook("1 + 1", "2 + 2")
    return write(
        tmp_path / "release",
        {LAB: good, "instructor/week1/lab.ipynb": good, "student/README.md": "# Course\n"},
    )


def without(book: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in book.items() if name != key}


def no_id() -> dict[str, Any]:
    book = notebook("1", "2")
    del book["cells"][1]["id"]
    return book


def deep() -> bytes:
    return b'{"nbformat": 4, "nbformat_minor": 5, "cells": ' + b"[" * 100_000


def odd_cell(**changes: object) -> dict[str, Any]:
    book = notebook("1")
    book["cells"][0].update(changes)
    return book


MARK = "### BEGIN SOLUTION\n1\n### END SOLUTION"


@pytest.mark.parametrize(
    ("name", "content", "code", "reason"),
    [
        (LAB, "no JSON", "release-notebook", "is no notebook"),
        (LAB, b"\xff\xfe", "release-notebook", "is no notebook"),
        (LAB, "[]", "release-notebook", "is no notebook"),
        (LAB, "7", "release-notebook", "is no notebook"),
        (LAB, without(notebook("1"), "cells"), "release-notebook", "is no notebook"),
        (LAB, notebook("1") | {"cells": 7}, "release-notebook", "is no notebook"),
        (LAB, notebook("1") | {"cells": [7]}, "release-cell-ids", "has no id at cell 1"),
        (LAB, without(notebook("1"), "metadata"), "release-notebook", "is no valid notebook"),
        (LAB, deep(), "release-notebook", "is nested too deeply"),
        (LAB, notebook("1") | {"nbformat_minor": 4}, "release-notebook", "is not of notebook"),
        (LAB, notebook("1") | {"nbformat": 3}, "release-notebook", "is not of notebook"),
        (LAB, notebook("1") | {"extra": 1}, "release-notebook", "is no valid notebook"),
        (LAB, odd_cell(cell_type="odd"), "release-notebook", "is no valid notebook"),
        (LAB, odd_cell(source=7), "release-notebook", "is no valid notebook"),
        (LAB, odd_cell(id="a b"), "release-notebook", "is no valid notebook"),
        (LAB, odd_cell(id=7), "release-cell-ids", "has no id at cell 1"),
        (LAB, no_id(), "release-cell-ids", "has no id at cell 2"),
        (LAB, notebook("1", "2", ids=["a", "a"]), "release-cell-ids", "with the id a"),
        ("instructor/week1/lab.ipynb", no_id(), "release-cell-ids", "has no id at cell 2"),
        (LAB, notebook(MARK), "release-leak", "BEGIN SOLUTION"),
        (LAB, odd_cell(source=["### BEGIN", " SOLUTION"]), "release-leak", "BEGIN SOLUTION"),
        (LAB, notebook("### BEGIN HIDDEN TESTS"), "release-leak", "BEGIN HIDDEN TESTS"),
        (LAB, notebook("### BEGIN MARK SCHEME"), "release-leak", "BEGIN MARK SCHEME"),
        (LAB, notebook("1", tags=["instructor"]), "release-leak", "a cell for instructors"),
        ("student/week1/a.py", MARK, "release-leak", "BEGIN SOLUTION"),
        ("student/week1/a.bin", b"\xff" + MARK.encode(), "release-leak", "BEGIN SOLUTION"),
        ("student/week1/solutions/a.md", "x", "release-leak", "where solutions are published"),
        ("student/week1/.hidden", "x", "release-name", "is hidden"),
        ("student/week1/a\nb.md", "x", "release-name", "line break"),
        ("student/week1/a\x1bb.md", "x", "release-name", "control character"),
        ("student/week1/" + "a" * 201, "x", "release-name", "more than 200 bytes"),
    ],
)
def test_refusals(release: Path, name: str, content: Any, code: str, reason: str) -> None:
    write(release, {name: content})
    with pytest.raises(ClassroomError) as caught:
        check(release)
    assert caught.value.code == code
    assert reason in caught.value.message
    assert caught.value.message.startswith(limits.shown(name).removesuffix("/a.md"))


def link(release: Path) -> None:
    (release / "student/week1/link").symlink_to("/etc/passwd")


def linked_folder(release: Path) -> None:
    (release / "student/week1/link").symlink_to("/etc")


def fifo(release: Path) -> None:
    os.mkfifo(release / "student/week1/pipe")


def large_file(release: Path) -> None:
    with (release / "student/week1/large").open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)


def large_week(release: Path) -> None:
    for number in range(limits.WEEK_BYTES // limits.FILE_BYTES + 1):
        with (release / f"student/week1/large{number}").open("wb") as file:
            file.truncate(limits.FILE_BYTES)


def no_week(release: Path) -> None:
    (release / "student/week1").rename(release / "student/week01")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (link, "release-link"),
        (linked_folder, "release-link"),
        (fifo, "release-special"),
        (large_file, "release-file-size"),
        (large_week, "release-week-size"),
        (no_week, "release-empty"),
    ],
)
def test_refusals_of_what_lies_there(
    release: Path, spoil: Callable[[Path], None], code: str
) -> None:
    spoil(release)
    with pytest.raises(ClassroomError) as caught:
        check(release)
    assert caught.value.code == code


def test_largest_file_is_allowed(release: Path) -> None:
    with (release / "student/week1/large").open("wb") as file:
        file.truncate(limits.FILE_BYTES)
    assert check(release) == []


def test_many_refusals_are_counted(release: Path) -> None:
    write(release, {f"student/week1/{n}.py": MARK for n in range(9)})
    with pytest.raises(ClassroomError, match=r"; and 4 more\."):
        check(release)


@pytest.mark.parametrize(
    ("book", "odd"),
    [
        (notebook("1 + 1", "2 + 2"), ""),
        (notebook("1 + 1", "new", "2 + 2", ids=["cell-0", "x", "cell-1"]), ""),
        (notebook("1 + 1 # fixed", "2 + 2"), ""),
        (notebook("1 + 1", "new", "2 + 2"), "week1/lab.ipynb: 1 cell has the same text"),
        (notebook("1 + 1", "2 + 2", ids=["a", "b"]), "week1/lab.ipynb: 2 cells have the same"),
    ],
)
def test_ids_that_change_are_told(
    release: Path, tmp_path: Path, book: dict[str, Any], odd: str
) -> None:
    later = write(tmp_path / "later", {LAB: book, "student/week1/other.ipynb": notebook("1")})
    told = check(later, release)
    assert bool(told) is bool(odd)
    assert "".join(told).startswith(odd)


def test_an_earlier_notebook_that_is_broken_disturbs_nobody(release: Path, tmp_path: Path) -> None:
    write(tmp_path / "earlier", {LAB: "{"})
    assert check(release, tmp_path / "earlier") == []
