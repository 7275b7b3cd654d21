"""Making and listing releases, and the dates of the weeks."""

from __future__ import annotations

from typing import Any

import pytest

from coursectl import releases
from tests.coursectl.terminal import Terminal
from tests.fakes.course_api import AT, Answer, CourseService


@pytest.mark.parametrize(
    ("words", "source"),
    [
        (("course",), {"kind": "course"}),
        (("folder:draft",), {"kind": "folder", "name": "draft"}),
        (("https://git.example/a",), {"kind": "git", "url": "https://git.example/a"}),
        (
            ("https://git.example/a", "--ref", "main"),
            {"kind": "git", "url": "https://git.example/a", "ref": "main"},
        ),
    ],
)
def test_a_release_is_made(
    ines: Terminal, service: CourseService, words: tuple[str, ...], source: dict[str, Any]
) -> None:
    assert ines.run("releases", "--from", *words) == 0
    assert service.last("POST").body == {"source": source}
    assert ines.out == "Release 8 is made.\nLook at this: Week 2 has no assignment.\n"


RUNNING = {"id": "m1", "state": "running"}


@pytest.mark.parametrize(
    ("end", "code", "said"),
    [
        ({"state": "made", "release": 8}, 0, "Release 8 is made."),
        ({"state": "unchanged", "release": 7}, 0, "Nothing is new: release 7"),
        ({"state": "refused", "code": "leaks", "message": "A solution."}, 1, "A solution. [leaks]"),
    ],
)
def test_a_release_that_takes_long_is_waited_for(
    ines: Terminal,
    service: CourseService,
    monkeypatch: pytest.MonkeyPatch,
    end: dict[str, Any],
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    service.say("POST", "releases", Answer(202, RUNNING))
    moments = [{"releases": [], "making": [one]} for one in (RUNNING, RUNNING, {"id": "m1"} | end)]
    service.say("GET", "releases", *(Answer(body=one) for one in moments))
    assert ines.run("releases", "--from", "course") == code
    assert said in ines.out + ines.err
    assert len(service.asked) == 4


def test_a_release_that_never_ends(
    ines: Terminal, service: CourseService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_LOOKS", 2)
    monkeypatch.setattr("time.sleep", lambda _: None)
    service.say("POST", "releases", Answer(202, RUNNING))
    assert ines.run("releases", "--from", "course") == 0
    assert "still being made" in ines.out


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (("--due", "Sun 23:59"), {"release": AT, "due": "Sun 23:59", "solutions": None}),
        (("--release", "none"), {"release": None, "due": None, "solutions": None}),
    ],
)
def test_dates_that_are_not_said_stay(
    ines: Terminal, service: CourseService, given: tuple[str, ...], sent: dict[str, Any]
) -> None:
    assert ines.run("dates", "--week", "3", *given) == 0
    assert (service.last("PUT").path, service.last("PUT").body) == ("dates/3", sent)


def test_dates_are_listed(ines: Terminal, service: CourseService) -> None:
    assert ines.run("dates") == 0
    assert ines.out.splitlines()[1].split() == ["3", "2026-05-04", "07:00+00:00"]
    assert ines.run("dates", "--week", "4") == 0
    assert ines.out == "No dates are set.\n"


def test_a_date_of_no_week(ines: Terminal, service: CourseService) -> None:
    assert ines.run("dates", "--due", "Sun 23:59") == 1
    assert "[no-week-said]" in ines.err
    assert service.asked == []


def test_what_a_clock_made_of_a_date_is_said(ines: Terminal, service: CourseService) -> None:
    service.data["dates"]["zone"] = "Europe/Berlin"
    note = "02:30 is left out that day: 03:30 is meant."
    service.say("PUT", "dates/3", Answer(200, {"week": 3, "notes": [note]}))
    assert ines.run("dates", "--week", "3", "--due", "2026-03-29 02:30") == 0
    assert ines.out.splitlines()[-2:] == ["Times are those of Europe/Berlin.", note]
