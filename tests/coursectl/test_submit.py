"""Handing in, as a student does it in a terminal or a cell."""

from __future__ import annotations

import base64
import errno
import json
import os

import pytest

from coursectl import private, receipts
from tests.coursectl.terminal import Terminal
from tests.fakes.course_api import ATTEND, Answer, CourseService, error


def test_a_week_is_handed_in(ada: Terminal, service: CourseService) -> None:
    (ada.home / "labs/week3/link").symlink_to("/etc/passwd")
    assert ada.run("llmlab", "submit", "week3") == 0
    asked = service.last("POST")
    assert (asked.path, asked.token) == ("handins/3", ATTEND)
    content = base64.b64encode(b'{"cells": []}').decode()
    assert asked.body == {"files": [{"path": "assignment.ipynb", "content": content}]}
    assert ada.out.splitlines() == [
        "Week 3 is handed in, in time: 1 file, 2026-05-04 07:00+00:00",
        f"Receipt: number 1, hash {'ab' * 32}",
        "Left out: link, it is a link",
        f"The receipt is kept in {ada.home}/.llmhub/receipts/week3-1.json",
        "You may hand in again as often as you like; the newest counts.",
    ]


def test_the_receipt_is_kept(ada: Terminal) -> None:
    assert ada.run("submit", "3") == 0
    path = ada.home / ".llmhub/receipts/week3-1.json"
    assert json.loads(path.read_text())["sha256"] == "ab" * 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one["number"] for one in receipts.kept(ada.home)] == [1]


def test_receipts_without_a_number_get_the_next(ada: Terminal) -> None:
    for _ in range(2):
        receipts.keep(ada.home, 3, {"at": "x"})
    receipts.keep(ada.home, 4, {"at": "x"})
    numbers = [(one["week"], one["number"]) for one in receipts.kept(ada.home)]
    assert numbers == [(3, 1), (3, 2), (4, 1)]


def test_late_is_said(ada: Terminal, service: CourseService) -> None:
    told = {"number": 2, "late": True, "late_by": "by 2 hours", "at_local": "Mon 4 May, 09:00"}
    service.say("POST", "handins/3", Answer(201, told))
    assert ada.run("submit", "week3") == 0
    assert "handed in, late by 2 hours: 1 file, Mon 4 May, 09:00" in ada.out


def test_where_there_is_no_room_for_the_receipt_it_is_handed_in(
    ada: Terminal, service: CourseService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(private, "write", full)
    assert ada.run("submit", "week3") == 0
    assert "could not be kept" in ada.out


@pytest.mark.parametrize("kind", ["link", "pipe", "deep", "list", "other name"])
def test_odd_receipts_are_passed_over(ada: Terminal, kind: str) -> None:
    path = receipts.keep(ada.home, 3, {"number": 1})
    path.unlink()
    if kind == "link":
        path.symlink_to("/etc/passwd")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "other name":
        path.with_name("week3-1.json.old").write_text("{}")
    else:
        path.write_text("[" * 100_000 if kind == "deep" else "[]")
    assert receipts.kept(ada.home) == []


def test_a_receipts_folder_that_leads_elsewhere_takes_no_harm(ada: Terminal) -> None:
    (ada.home / ".llmhub").mkdir()
    (ada.home / ".llmhub/receipts").write_text("a file")
    assert ada.run("submit", "week3") == 0
    assert "could not be kept" in ada.out


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (error(404, "no-such-week"), "no-such-week"),
        (error(413, "handin-too-big"), "handin-too-big"),
        (Answer(403, b""), "not-allowed"),
        (Answer(201, None), "no-receipt"),
        (Answer(201, []), "no-receipt"),
    ],
)
def test_what_was_not_handed_in_has_no_receipt(
    ada: Terminal, service: CourseService, answer: Answer, code: str
) -> None:
    service.say("POST", "handins/3", answer)
    assert ada.run("submit", "week3") == 1
    assert f"[{code}]" in ada.err.replace("\n", " ")
    assert not (ada.home / ".llmhub").exists()


def test_a_week_that_one_does_not_have(ada: Terminal, service: CourseService) -> None:
    assert ada.run("llmlab", "submit", "week9") == 1
    assert "[no-week]" in ada.err
    assert service.asked == []


@pytest.mark.parametrize("week", ["", "0", "100", "week", "3.5", "../3", "3 4", "-1", "٣"])
def test_what_is_no_week(ada: Terminal, week: str) -> None:
    assert ada.run("submit", week) == 2
    assert "Traceback" not in ada.err


def test_students_have_the_students_commands_alone(ada: Terminal) -> None:
    assert ada.run("llmlab", "push", "--week", "3") == 2


def test_asking_for_help_lets_nobody_look(ada: Terminal, service: CourseService) -> None:
    assert ada.run("llmlab", "help-me", "It", "says", "no", "--path", "labs/week3/lab.ipynb") == 0
    assert service.last("POST").body == {"path": "labs/week3/lab.ipynb", "words": "It says no"}
    assert "--allow 4" in ada.out
    assert [one.path for one in service.asked] == ["help"]
    assert ada.run("help-me", "--allow", "4") == 0
    assert service.last("POST").path == "help/4/consent"
    assert ada.run("help-me", "--end", "4") == 0
    assert service.last("DELETE").path == "help/4"


def test_who_allows_it_sends_that_file(ada: Terminal, service: CourseService) -> None:
    path = "labs/week3/assignment.ipynb"
    service.say("POST", "help/4/consent", Answer(body={"path": path, "until": "soon"}))
    assert ada.run("help-me", "--allow", "4") == 0
    sent = service.last("PUT")
    assert sent.path == "help/4/copy"
    assert base64.b64decode(sent.body["content"]) == (ada.home / path).read_bytes()


def test_too_many_words(ada: Terminal, service: CourseService) -> None:
    assert ada.run("help-me", "x" * 2001) == 1
    assert "[too-long]" in ada.err
    assert service.asked == []


def test_a_number_that_leads_elsewhere(ada: Terminal, service: CourseService) -> None:
    assert ada.run("help-me", "--end", "../pushes/1") == 2
    assert service.asked == []


def test_a_lab_without_a_course(ada: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LLMHUB_COURSE_URL")
    assert ada.run("submit", "week3") == 1
    assert "[no-address]" in ada.err
