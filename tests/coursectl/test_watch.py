"""A push while it goes on: when waiting ends, and what a screen shows meanwhile."""

from __future__ import annotations

import io
from typing import Any

import pytest

from coursectl.call import Output
from coursectl.watch import watch
from tests.coursectl.terminal import order


class Course:
    """Gives one moment of a push after the other; its clock goes on when somebody waits."""

    def __init__(self, *moments: list[dict[str, Any]]) -> None:
        self.moments = list(moments)
        self.now = 0.0

    def look(self) -> dict[str, Any]:
        rows = self.moments.pop(0) if len(self.moments) > 1 else self.moments[0]
        return {"id": "p1", "orders": rows}

    def pause(self, seconds: float) -> None:
        self.now += seconds

    def watched(self, out: Output, seconds: float) -> dict[str, Any]:
        found: dict[str, Any] = watch(self.look, out, seconds, lambda: self.now, self.pause)
        return found


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


RUNNING, DONE = [order("ada", "running")], [order("ada", "done")]
TURN, START = [order("ada", "pending")], [order("ada", "waiting"), order("bob", "done")]
NEW, HELD = [order("ada", "new")], [order("ada", "held")]


@pytest.mark.parametrize(
    ("moments", "end", "seconds"),
    [
        ((RUNNING, RUNNING, DONE), "done", 2),
        ((NEW, TURN, TURN, RUNNING, DONE), "done", 4),
        ((RUNNING, START), "waiting", 1),
        ((NEW, HELD), "held", 1),
        ((RUNNING,), "running", 60),
        ((DONE,), "done", 0),
    ],
    ids=[
        "runs",
        "waits for its turn",
        "waits for a start",
        "waits for its date",
        "never ends",
        "has ended",
    ],
)
def test_waiting_ends_when_nothing_goes_on(
    moments: tuple[list[dict[str, Any]], ...], end: str, seconds: float
) -> None:
    course, out = Course(*moments), io.StringIO()
    last = course.watched(Output(out), 60)
    assert (last["orders"][0]["state"], course.now) == (end, seconds)
    assert "\x1b" not in out.getvalue(), "that is for screens"
    assert out.getvalue().count("Push p1") == 1


def test_a_screen_is_drawn_over() -> None:
    course, screen = Course(RUNNING, RUNNING, DONE), Screen()
    course.watched(Output(screen), 60)
    assert screen.getvalue().count("\x1b[3F\x1b[J") == 2
    assert "done" in screen.getvalue().rpartition("\x1b[J")[2]


def test_programs_get_one_answer() -> None:
    course, screen = Course(RUNNING, DONE), Screen()
    course.watched(Output(screen, json=True), 60)
    assert screen.getvalue().count("\n") == 1
    assert "\x1b" not in screen.getvalue()
