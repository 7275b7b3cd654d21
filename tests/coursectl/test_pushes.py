"""Pushing: what is asked for, and what is shown while it goes on and at its end."""

from __future__ import annotations

import pytest

from coursectl import push_table
from tests.coursectl.terminal import Terminal, order
from tests.fakes.course_api import Answer, CourseService

FILES = [
    {
        "path": "lab.ipynb",
        "state": "kept-own",
        "says": "kept own edit",
        "notes": ["cell 3: the new text is right below it"],
    },
    {"path": "a.txt", "state": "delivered", "says": "delivered", "notes": []},
    {"path": "same.txt", "state": "unchanged", "says": "unchanged", "notes": []},
]


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
    same = [one for one in FILES if one["state"] == "unchanged"]
    service.data["pushes/p1"] = {
        "id": "p1",
        "summary": "2 of 4 students have it.",
        "held": {"4": "2026-05-04T07:00:00Z", "5": None},
        "trouble": "The hub does not answer.",
        "orders": [
            order("ada", "kept-own", says="kept own edit", files=FILES),
            order("bob", "waiting", says="waits for the next start"),
            order("eve\x1b[2J", "failed", code="exec-failed", message="Docker said no."),
            order("tim", "done", says="arrived", files=same),
        ],
    }
    assert ines.run("show", "p1") == 1
    assert ines.out == (
        "Push p1: 2 of 4 students have it.\n"
        "Week 4 is held back: it waits for its date, 2026-05-04 07:00+00:00\n"
        "Week 5 is held back: it waits for a date\n"
        "It does not go on: The hub does not answer.\n"
        "student     week  state                     files\n"
        "eve\\x1b[2J  3     failed                    Docker said no. [exec-failed]\n"
        "ada         3     kept own edit             lab.ipynb kept own edit (cell 3: the\n"
        "                                            new text is right below it); a.txt\n"
        "                                            delivered\n"
        "bob         3     waits for the next start\n"
        "tim         3     arrived                   nothing new\n"
    )
    assert max(map(len, ines.out.splitlines())) <= 80


def test_a_dry_run_says_what_the_release_changes(ines: Terminal, service: CourseService) -> None:
    row = order("ada", "not-running", says="not running", code="not-running")
    changes = [{"week": 3, "path": "lab.ipynb", "what": "changed"}]
    told = {"id": "p1", "dry_run": True, "state": "done", "summary": "Tried in 0 of 1 lab."}
    service.data["pushes/p1"] = told | {"changes": changes, "orders": [row]}
    assert ines.run("show", "p1") == 0
    assert ines.out.splitlines()[:2] == [
        "Dry run p1: Tried in 0 of 1 lab.",
        "Week 3: lab.ipynb changed",
    ]


def test_of_a_large_class_what_failed_comes_first() -> None:
    rows = [order(f"s{n:02}", "done") for n in range(50)] + [order("zoe", "failed")]
    text = push_table.shown({"id": "p1", "orders": rows}, most=3)
    assert text.splitlines()[2].startswith("zoe")
    assert text.endswith("… and 48 more rows")


def test_what_still_runs_is_no_success(ines: Terminal, service: CourseService) -> None:
    service.data["pushes/p1"] = {"id": "p1", "orders": [order("ada", "running")]}
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
