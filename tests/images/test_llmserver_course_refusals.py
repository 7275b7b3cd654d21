"""What the lab's pages hear when the service refuses, or when they ask for nothing sensible."""

from __future__ import annotations

import os

import pytest

from tests.fakes.course_api import Answer, error
from tests.images.course_lab import DOWN, CourseLab


@pytest.mark.parametrize(
    ("method", "path", "asked", "body"),
    [
        ("POST", "submit", "POST handins/3", {"week": 3}),
        ("GET", "help", "GET help", None),
        ("POST", "help", "POST help", {"path": "labs/week3/a.txt", "words": "y"}),
        ("DELETE", "help?id=4", "DELETE help/4", None),
        ("POST", "help/consent", "POST help/4/consent", {"id": 4}),
        ("POST", "help/copy", "GET help/4", {"id": 4}),
    ],
)
@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (DOWN, 503, "service-down"),
        (Answer(200, b"<html>"), 503, "not-json"),
        (Answer(302, b"", {"Location": "https://evil.example"}), 503, "redirected"),
        (error(403, "not-allowed"), 403, "not-allowed"),
        (error(401, "not-logged-in"), 403, "not-logged-in"),
        (error(409, "no-such-state"), 409, "no-such-state"),
    ],
)
def test_a_service_that_refuses_or_is_not_there(
    lab: CourseLab,
    method: str,
    path: str,
    asked: str,
    body: object,
    answer: Answer,
    status: int,
    code: str,
) -> None:
    lab.service.say(*asked.split(), answer)  # type: ignore[arg-type]
    found, told = lab.ask(method, path, body)
    assert (found, told["code"]) == (status, code)
    assert set(told) == {"code", "message"}


BAD = [
    b"",
    b"{",
    b"[]",
    b"[" * 60_000,
    b'{"week": ' + b" " * 70_000 + b"3}",
    {},
    {"week": None},
    {"week": "3"},
    {"week": 0},
    {"week": 100},
    {"week": True},
    {"week": 3.0},
    {"week": "../3"},
]


@pytest.mark.parametrize("body", BAD)
@pytest.mark.parametrize("path", ["submit", "afresh", "notices/seen"])
def test_what_is_no_request_is_refused(lab: CourseLab, path: str, body: object) -> None:
    status, told = lab.ask("POST", path, body)
    assert (status, told["code"]) == (400, "bad-input")
    assert lab.service.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"path": "x"},
        {"path": 7, "words": "y"},
        {"path": "x" * 501, "words": "y"},
        {"path": "a\nb", "words": "y"},
        {"path": "x", "words": "y" * 2001},
        {"path": "x", "words": "\x1b[2J"},
    ],
)
def test_what_is_no_request_for_help_is_refused(lab: CourseLab, body: object) -> None:
    assert lab.ask("POST", "help", body)[1]["code"] == "bad-input"
    assert lab.service.asked == []


@pytest.mark.parametrize("name", ["../handins", "a/b", "-", "x" * 100])
def test_a_name_that_leads_elsewhere_is_refused(lab: CourseLab, name: str) -> None:
    for path in ("help/consent", "help/copy"):
        assert lab.ask("POST", path, {"id": name})[1]["code"] == "bad-input"
    assert lab.ask("DELETE", f"help?id={name}")[1]["code"] == "bad-input"
    assert lab.service.asked == []


@pytest.mark.parametrize(
    ("week", "code"), [(9, "no-week"), (8, "no-assignment"), (7, "no-assignment")]
)
def test_what_cannot_be_handed_in_is_said(lab: CourseLab, week: int, code: str) -> None:
    folder = lab.home / f"labs/week{week}"
    if week < 9:
        folder.mkdir(exist_ok=True)
    if week == 7 and not (folder / "assignment.ipynb").exists():
        os.mkfifo(folder / "assignment.ipynb")
    status, told = lab.ask("POST", "submit", {"week": week})
    assert (status, told["code"]) == (400, code)
    assert lab.service.asked == []
