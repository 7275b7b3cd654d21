"""Pushing: what is asked for, and what is shown while it goes on and at its end."""

from __future__ import annotations

import io
from typing import Any

import pytest

from coursectl import push_table
from coursectl.call import Output
from coursectl.watch import QUIET, watch
from tests.coursectl.terminal import Terminal
from tests.fakes.course_answers import Answer, CourseService

CELL = {"id": "ask", "state": "kept-own", "why": "text", "offered": "ask-update"}
REPORT = {
    "files": [
        {"path": "lab.ipynb", "state": "kept-own", "code": "SYNC-CELLS", "cells": [CELL]},
        {"path": "a.txt", "state": "delivered"},
        {"path": "same.txt", "state": "unchanged"},
        {"path": "map.png", "state": "kept-own", "beside": "map.updated-0007.png"},
        {"path": "x.py", "state": "skipped", "sentence": "There was no time left."},
    ]
}


def order(user: str, state: str, **more: Any) -> dict[str, Any]:
    return {"user": user, "week": 3, "state": state} | more


def test_the_newest_release_goes_to_everyone(ines: Terminal, service: CourseService) -> None:
    assert ines.run("push", "--week", "3") == 0
    body = {"release": 7, "weeks": [3], "targets": ["everyone"], "dry_run": False}
    assert service.last("POST").body == body


def test_what_was_said_is_what_is_asked_for(ines: Terminal, service: CourseService) -> None:
    words = ("--week", "week4", "--week", "3", "--release", "6", "--dry-run")
    assert ines.run("push", *words, "--to", "section:tue", "--to", "student:ada") == 0
    assert service.last("POST").body == {
        "release": 6,
        "weeks": [3, 4],
        "targets": ["section:tue", "student:ada"],
        "dry_run": True,
    }


def test_without_a_release_nothing_is_pushed(ines: Terminal, service: CourseService) -> None:
    service.data["releases"] = {"releases": []}
    assert ines.run("push", "--week", "3") == 1
    assert "[no-release]" in ines.err
    assert not [one for one in service.asked if one.method == "POST"]


@pytest.mark.parametrize("what", ["undo", "retry"])
def test_a_push_can_be_undone_and_retried(
    ines: Terminal, service: CourseService, what: str
) -> None:
    assert ines.run(what, "p1", "--wait") == 0
    assert service.last("POST").path == f"pushes/p1/{what}"
    assert service.last("GET").path == ("pushes/p2" if what == "undo" else "pushes/p1")


def test_the_table_says_what_arrived(ines: Terminal, service: CourseService) -> None:
    service.data["pushes/p1"] = {
        "id": "p1",
        "orders": [
            order("ada", "done", report=REPORT),
            order("bob", "waiting"),
            order("eve\x1b[2J", "failed", code="exec-failed", message="Docker said no."),
            order("tim", "done", report={"files": []}),
        ],
    }
    assert ines.run("show", "p1") == 1
    assert ines.out == (
        "Push p1: 2 done, 1 failed, 1 waits for the next start\n"
        "student     week  state                     files\n"
        "eve\\x1b[2J  3     failed                    Docker said no. [exec-failed]\n"
        "ada         3     done                      lab.ipynb kept own (cell ask); a.txt\n"
        "                                            delivered; map.png kept own, the\n"
        "                                            course's is map.updated-0007.png;\n"
        "                                            x.py skipped: There was no time\n"
        "                                            left.\n"
        "bob         3     waits for the next start\n"
        "tim         3     done                      nothing new\n"
    )
    assert max(map(len, ines.out.splitlines())) <= 80


def test_a_dry_run_fails_for_nobody_who_was_not_there(
    ines: Terminal, service: CourseService
) -> None:
    row = order("ada", "failed", code="not-running", message="This server does not run.")
    service.data["pushes/p1"] = {"id": "p1", "dry_run": True, "orders": [row]}
    assert ines.run("show", "p1") == 0
    assert ines.out.startswith("Dry run p1: 1 not running\n")


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
TURN, START = [order("ada", "waiting")], [order("ada", "waiting"), order("bob", "done")]


@pytest.mark.parametrize(
    ("moments", "end", "seconds"),
    [
        ((RUNNING, RUNNING, DONE), "done", 2),
        (([], TURN, TURN, RUNNING, DONE), "done", 4),
        ((RUNNING, START), "waiting", 1 + QUIET),
        ((RUNNING,), "running", 60),
        ((DONE,), "done", 0),
    ],
    ids=["runs", "waits for its turn", "waits for a start", "never ends", "has ended"],
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


def test_of_a_large_class_what_failed_comes_first() -> None:
    rows = [order(f"s{n:02}", "done") for n in range(50)] + [order("zoe", "failed")]
    text = push_table.shown({"id": "p1", "orders": rows}, most=3)
    assert text.splitlines()[2].startswith("zoe")
    assert text.endswith("… and 48 more rows")


def test_what_still_runs_is_no_success(ines: Terminal, service: CourseService) -> None:
    service.data["pushes/p1"] = {"id": "p1", "orders": RUNNING}
    assert ines.run("show", "p1", "--wait", "--seconds", "0.5") == 1
    assert "It still goes on" in ines.out
    assert ines.run("show", "p1") == 0


def test_a_push_without_a_name_is_said(ines: Terminal, service: CourseService) -> None:
    service.say("POST", "pushes", Answer(200, {"ok": True}))
    assert ines.run("push", "--week", "3") == 1
    assert "[not-json]" in ines.err.replace("\n", " ")


def test_the_list_of_pushes(ines: Terminal, service: CourseService) -> None:
    one = {"id": "p1", "at": "2026-05-04T09:00:00+02:00", "by": "ines", "release": 7, "weeks": [3]}
    service.data["pushes"] = {"pushes": [one | {"targets": ["section:tue"], "dry_run": True}]}
    assert ines.run("pushes") == 0
    assert ines.out.splitlines()[1].split() == [
        *("p1", "2026-05-04", "09:00+02:00", "ines", "7", "3", "(dry", "run)", "section:tue")
    ]
