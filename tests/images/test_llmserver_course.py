"""What the lab's pages ask about the course, through a real notebook server."""

from __future__ import annotations

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from llmserver.course import notices
from llmserver.course.seen import Seen

from tests.fakes.course_api import ATTEND, LOGIN
from tests.images.course_lab import DOWN, CourseLab, course_lab

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


def test_seen_feedback_stays_seen_after_a_restart_of_the_lab(
    lab: CourseLab, tmp_path: Path
) -> None:
    row = {"week": 1, "number": 1}
    lab.good("POST", "notices/seen", {"week": 1, "feedback": 1})
    told = {"feedback": [row, row | {"number": 2}]}
    again = notices.feedback(told, Seen(lab.home))
    assert [one["seen"] for one in again] == [True, False]
    another = notices.feedback(told, Seen(tmp_path / "bob"))
    assert [one["seen"] for one in another] == [False, False]


def test_updates_are_told_while_the_service_is_down(lab: CourseLab) -> None:
    lab.service.say("GET", "notices", DOWN)
    told = lab.good("GET", "notices")
    assert told["service"]["code"] == "service-down"
    assert [one["week"] for one in told["weeks"]] == [3]


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
