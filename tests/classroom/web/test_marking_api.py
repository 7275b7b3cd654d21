"""Marking over HTTP, from the run of the tests to feedback and a table."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from classroom.audit import newest as audit
from classroom.layout import ClassroomLayout
from tests.classroom.handins.sent import sent
from tests.classroom.marking.small_release import as_bytes, handed_in, write_release
from tests.classroom.marking.test_runs import well
from tests.classroom.web.test_handins_api import PEOPLE
from tests.fakes.marking_hub import MarkingService, marking_service

GIVEN = {
    "tasks": {
        "w1-essay": {"criteria": [1, 1.5], "comment": "Good."},
        "w1-report": {"criteria": [4]},
    },
    "comment": "All in all.",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[MarkingService]:
    write_release(ClassroomLayout(tmp_path))
    with marking_service(tmp_path, PEOPLE, well) as running:
        for who in ("ada", "bo"):
            hand_in(running, who, b"# A report")
        yield running


def hand_in(service: MarkingService, who: str, report: bytes, essay: str = "Mine.") -> None:
    files = sent({"report.md": report}, as_bytes(handed_in(essay=essay)))
    answer = service.call(f"{who}-lab", "POST", "handins/1", {"files": files})
    assert answer.status_code == 201, answer.text


def run_tests(service: MarkingService, who: str = "ines-teach") -> dict[str, Any]:
    """Run the tests and wait for their end."""
    assert service.call(who, "POST", "marking/1/run").status_code == 202
    deadline = time.monotonic() + 30
    while True:
        told: dict[str, Any] = service.call(who, "GET", "marking/1").json()
        if told["state"] == "done":
            return told
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


def test_from_the_tests_to_feedback_and_a_table(service: MarkingService) -> None:
    told = run_tests(service)
    assert [(one["user"], one["state"], one["points"]) for one in told["marking"]] == [
        ("ada", "done", 5),
        ("bo", "done", 5),
    ]
    assert (told["next"], told["next_second"], told["most"]) == ("ada", None, 12)
    answer = service.call("ines-teach", "PUT", "marking/1/ada", {**GIVEN, "number": 1}).json()
    assert (answer["points"], answer["missing"], answer["next"]) == (11.5, [], "bo")
    back = service.call("ines-teach", "POST", "marking/1/return").json()
    assert [one["user"] for one in back["returned"]] == ["ada"]
    assert [(one["user"], one["state"]) for one in back["left"]] == [("bo", "incomplete")]
    assert (service.classroom.layout.feedback("ada") / "week1/1/feedback.html").is_file()
    table = service.call("ines-teach", "GET", "marking/1/marks.csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert table.text.splitlines()[1] == "ada,2,3,2.5,4,11.5,no,yes"
    with service.classroom.sessions() as session:
        deeds = [(one.who, one.action) for one in audit(session)]
    assert deeds[:4] == [
        *(("ines", one) for one in ("marks-csv", "return", "mark", "run-tests")),
    ]
    with service.classroom.sessions() as session:
        told_of = audit(session)[1]
    assert (told_of.subject, told_of.detail) == ("week1 ada", "feedback 1")


def test_an_instructor_marks_and_runs_own_students_only(service: MarkingService) -> None:
    told = run_tests(service, "tom-teach")
    assert [one["user"] for one in told["marking"]] == ["ada"]
    for method, body in (("GET", None), ("PUT", GIVEN)):
        answer = service.call("tom-teach", method, "marking/1/bo", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-handin")
    every = service.call("ines-teach", "GET", "marking/1").json()["marking"]
    assert [one["state"] for one in every] == ["done", "untested"]


def test_two_markers_do_not_see_each_other_before_they_are_done(service: MarkingService) -> None:
    service.call("ines-teach", "PUT", "marking/1/ada", GIVEN)
    before = service.call("tom-teach", "GET", "marking/1/ada").json()
    essay = before["tasks"][2]
    assert (before["place"], essay["other"], essay["final"]) == (2, None, None)
    other = {"tasks": {"w1-essay": {"criteria": [0, 0]}, "w1-report": {"criteria": [4]}}}
    after = service.call("tom-teach", "PUT", "marking/1/ada", other).json()
    essay, report = after["tasks"][2:]
    assert (essay["other"]["points"], essay["final"], essay["differs"]) == (2.5, 2.5, True)
    assert report["differs"] is False
    assert after["differences"] == ["w1-essay"]


def test_marks_for_a_hand_in_that_is_no_longer_the_newest_are_refused(
    service: MarkingService,
) -> None:
    hand_in(service, "ada", b"# Another")
    answer = service.call("ines-teach", "PUT", "marking/1/ada", {**GIVEN, "number": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "handed-in-again")
    assert service.call("ines-teach", "PUT", "marking/1/ada", {**GIVEN, "number": 2}).is_success


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "marking/2", None, 404, "no-such-week"),
        ("GET", "marking/1/nobody", None, 404, "no-such-handin"),
        ("PUT", "marking/1", {"blind": 1}, 400, "bad-request"),
        ("PUT", "marking/1/ada", {"tasks": {"x": {}}}, 400, "bad-marks"),
        ("POST", "marking/1/ada", None, 405, "no-such-method"),
        ("POST", "marking/2/run", None, 404, "no-such-week"),
    ],
)
def test_what_is_refused_has_a_code(
    service: MarkingService, method: str, path: str, body: object, status: int, code: str
) -> None:
    answer = service.call("ines-teach", method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_whoever_hides_names_finds_hand_ins_by_other_names_only(service: MarkingService) -> None:
    service.call("ines-teach", "PUT", "marking/1", {"blind": True})
    told = service.call("ines-teach", "GET", "marking/1")
    assert told.json()["blind"] is True
    names = [one["user"] for one in told.json()["marking"]]
    assert all(re.fullmatch(r"Student-[A-Z2-7]{6}", name) for name in names)
    paths = ("marks/1", f"marks/1/{names[0]}")
    pages = [service.request("ines-teach", "GET", path).text for path in paths]
    for text in (told.text, *pages):
        assert not re.search(r"\b(ada|bo)\b", text)
    assert service.call("ines-teach", "PUT", f"marking/1/{names[0]}", GIVEN).is_success
    assert service.call("ines-teach", "GET", "marking/1/ada").status_code == 404
    answer = service.call("ines-teach", "POST", "marking/1/return")
    assert not re.search(r"\b(ada|bo)\b", answer.text)
    assert "ada" in service.call("ines-teach", "GET", "marking/1/marks.csv").text


HOSTILE = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n</iframe>\"'><b>bold</b>"


def test_what_a_student_wrote_stands_in_a_frame_without_rights(service: MarkingService) -> None:
    hand_in(service, "ada", HOSTILE.encode(), HOSTILE)
    answer = service.request("ines-teach", "GET", "marks/1/ada")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "'unsafe-inline'" not in policy
    assert "default-src 'self'" in policy
    frames = re.findall(r'<iframe sandbox title="[^"]*" srcdoc="([^"]*)"></iframe>', answer.text)
    assert len(frames) == 2
    rest = re.sub(r"<iframe.*?</iframe>", "", answer.text)
    for text in (rest, *map(unescape, frames)):
        assert "alert(1)</script>" not in text
        assert "<img src=x" not in text
        assert "<b>bold" not in text


def test_a_file_is_shown_in_a_page_without_rights(service: MarkingService) -> None:
    hand_in(service, "ada", HOSTILE.encode(), HOSTILE)
    for name in ("report.md", "assignment.ipynb"):
        answer = service.request("ines-teach", "GET", f"marks/1/ada/file?path={name}")
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "&lt;script&gt;" in answer.text
        assert "<script" not in answer.text
        assert "<img src=x" not in answer.text
    for name in ("../x", "nope", "/etc/passwd"):
        answer = service.request("ines-teach", "GET", f"marks/1/ada/file?path={name}")
        assert answer.status_code == 404


def test_next_leads_to_the_next_and_back_to_the_list(service: MarkingService) -> None:
    first = service.request("ines-teach", "GET", "marks/1?next=first")
    assert (first.status_code, first.headers["Location"]) == (302, "1/ada")
    for who in ("ada", "bo"):
        service.call("ines-teach", "PUT", f"marking/1/{who}", GIVEN)
    assert service.request("ines-teach", "GET", "marks/1?next=first").status_code == 200
    second = service.request("tom-teach", "GET", "marks/1?next=second")
    assert second.headers["Location"] == "1/ada"
