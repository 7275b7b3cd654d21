"""What the lab's pages ask about the course, through a real notebook server."""

from __future__ import annotations

import http.client
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.course_answers import ATTEND, LOGIN, Answer, CourseService, error
from tests.images.course_lab import CourseLab, course_lab
from tests.labsync.lesson import BASE, MINE, THEIRS

ALL = [
    ("GET", "notices"),
    ("POST", "notices/seen"),
    ("POST", "submit"),
    ("POST", "afresh"),
    ("GET", "receipts"),
    ("GET", "help"),
    ("POST", "help"),
    ("DELETE", "help"),
    ("POST", "help/consent"),
    ("POST", "help/copy"),
]
CHANGING = [(method, path) for method, path in ALL if method != "GET"]
DOWN = Answer(503, {"message": "starting"})


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseLab]:
    with course_lab(tmp_path_factory.mktemp("lab")) as running:
        lab = running.world
        lab.begin({"assignment.ipynb": BASE, "a.txt": "one\n"})
        lab.write({"assignment.ipynb": MINE})
        lab.release({"assignment.ipynb": THEIRS, "a.txt": "two\n"})
        lab.update()
        yield running


@pytest.fixture
def lab(started: CourseLab) -> CourseLab:
    """Give the lab, and a service that works and was asked nothing yet."""
    fresh = CourseService(started.service.url)
    started.service.__dict__.update(fresh.__dict__)
    return started


@pytest.mark.parametrize(("method", "path"), ALL)
def test_a_stranger_gets_nothing(lab: CourseLab, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "token wrong"}, {"Authorization": f"token {ATTEND}"}):
        assert lab.send(method, path, {"week": 3}, **headers)[0] == 403
    assert lab.service.asked == []


@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_another_page_cannot_ask_in_a_students_name(lab: CourseLab, method: str, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", lab.port)
    connection.request("GET", f"/api/me?token={LOGIN}")
    answer = connection.getresponse()
    answer.read()
    cookies = "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", []))
    connection.close()
    assert lab.send("GET", "help", Cookie=cookies)[0] == 200, "the cookie is good"
    lab.service.asked.clear()
    assert lab.send(method, path, {"week": 3}, Cookie=cookies)[0] == 403
    assert lab.service.asked == []


def test_what_an_update_changed_is_told_until_it_was_seen(lab: CourseLab) -> None:
    told = lab.good("GET", "notices")
    assert told["service"] is None
    assert told["feedback"] == [{"week": 2, "at": "2026-05-04T07:00:00Z", "seen": False}]
    week = told["weeks"][0]
    assert (week["week"], week["before"], week["release"], week["seen"]) == (
        *(3, "0001", "0002", False),
    )
    files = {one["path"]: one for one in week["files"]}
    assert files["a.txt"] == {"path": "a.txt", "state": "delivered"}
    assert files["assignment.ipynb"]["cells"][0]["offered"] == "ask-update"
    assert lab.good("POST", "notices/seen", {"week": 3, "release": "0001"}) == {"seen": False}
    assert lab.good("GET", "notices")["weeks"][0]["seen"] is False, "that was another one"
    lab.good("POST", "notices/seen", {"week": 3, "release": "0002"})
    assert lab.good("GET", "notices")["weeks"][0]["seen"] is True
    assert "week3-0002-" in (lab.home / ".llmhub/seen.json").read_text()


def test_feedback_is_told_until_it_was_seen(lab: CourseLab) -> None:
    lab.service.data["notices"] = {"feedback": [{"week": 1, "number": 1}]}
    lab.good("POST", "notices/seen", {"week": 1, "feedback": 1})
    assert lab.good("GET", "notices")["feedback"][0]["seen"] is True
    lab.service.data["notices"] = {"feedback": [{"week": 1, "number": 2}]}
    assert lab.good("GET", "notices")["feedback"][0]["seen"] is False


def test_updates_are_told_while_the_service_is_down(lab: CourseLab) -> None:
    lab.service.say("GET", "notices", DOWN)
    told = lab.good("GET", "notices")
    assert told["service"]["code"] == "service-down"
    assert [one["week"] for one in told["weeks"]] == [3]


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


def test_a_week_is_handed_in_with_the_servers_token(lab: CourseLab) -> None:
    receipt = lab.good("POST", "submit", {"week": 3})
    assert (receipt["number"], receipt["late"], receipt["left_out"]) == (1, False, [])
    sent = lab.service.last("POST")
    assert (sent.path, sent.token) == ("handins/3", ATTEND)
    assert {one["path"] for one in sent.body["files"]} >= {"assignment.ipynb", "a.txt"}
    assert (lab.home / ".llmhub/receipts/week3-1.json").is_file()


def test_of_two_hand_ins_at_once_the_second_waits_for_a_later_click(lab: CourseLab) -> None:
    lab.service.gate = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lab.ask, "POST", "submit", {"week": 3})
        try:
            assert lab.service.waits.wait(30)
            for path in ("submit", "afresh"):
                status, told = lab.ask("POST", path, {"week": 3})
                assert (status, told["code"]) == (409, "busy")
            assert lab.good("GET", "notices")["service"] is None, "others are not held up"
        finally:
            lab.service.gate.set()
        assert first.result()[0] == 200
    assert lab.ask("POST", "submit", {"week": 3})[0] == 200


def test_receipts_are_there_while_the_service_is_down(lab: CourseLab) -> None:
    lab.good("POST", "submit", {"week": 3})
    lab.service.data["handins"] = {"handins": [{"week": 3, "number": 9}]}
    told = lab.good("GET", "receipts")
    assert told == {"receipts": [{"week": 3, "number": 9}], "service": None}
    lab.service.say("GET", "handins", DOWN)
    told = lab.good("GET", "receipts")
    assert told["service"]["code"] == "service-down"
    assert [one["number"] for one in told["receipts"]] == [1]


def test_a_lab_is_started_afresh_and_the_old_one_kept(tmp_path: Path) -> None:
    with course_lab(tmp_path) as lab:
        lab.world.begin({"a.txt": "one\n"})
        lab.world.write({"a.txt": "mine\n"})
        report = lab.good("POST", "afresh", {"week": 3})
        assert lab.world.read("a.txt") == "one\n"
        assert (lab.home / "labs" / report["backup"] / "a.txt").read_text() == "mine\n"
        status, told = lab.ask("POST", "afresh", {"week": 4})
        assert (status, told["code"]) == (409, "SYNC-RELEASE")
        assert told["message"].endswith(".")


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
