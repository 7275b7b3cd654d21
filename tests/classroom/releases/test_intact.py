"""A release that was changed is noticed before students get any of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from classroom.errors import ClassroomError
from tests.classroom.releases.course import NOON, Desk, week
from tests.labs.small_course import FILES

HOUR = timedelta(hours=1)
BEFORE, AFTER = NOON - HOUR, NOON + HOUR


def one_byte(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])


def linked(path: Path) -> None:
    path.rename(path.with_name(".elsewhere"))
    path.symlink_to(".elsewhere")


CHANGES: list[tuple[str, Callable[[Path], object]]] = [
    ("student/week2/lab.ipynb", one_byte),
    ("student/week2/notes.md", Path.unlink),
    ("student/week2/notes.md", linked),
    ("student/week2/more.md", Path.touch),
    ("instructor/week2/lab.ipynb", one_byte),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_what_was_changed_in_a_release_is_not_published(
    desk: Desk, name: str, change: Callable[[Path], object]
) -> None:
    desk.choose(desk.make(week(1) | week(2)))
    desk.date(2, release=NOON, due=AFTER)
    desk.publish(BEFORE)
    change(desk.layout.releases / "0001" / name)
    # The instructors' files are looked at when something of them is shown.
    at = AFTER if name.startswith("instructor") else NOON
    with pytest.raises(ClassroomError, match=r"Restore.*\[release-broken\]"):
        desk.publish(at)
    shown = desk.layout.course / "releases"
    assert {path.parent.name for path in shown.rglob("lab.ipynb")} == {"week1"}


def test_a_changed_file_of_no_week_is_not_published(desk: Desk) -> None:
    desk.choose(desk.make(dict(FILES), name="ours"))
    one_byte(desk.layout.releases / "0001/student/README.md")
    with pytest.raises(ClassroomError, match=r"README\.md is not what it was"):
        desk.publish()
