"""Handing in over HTTP, and what instructors get of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from classroom.audit import newest as audit
from classroom.layout import ClassroomLayout
from classroom.ledger import now
from classroom.releases.dates import WeekDates, set_dates
from tests.classroom.handins.sent import sent
from tests.classroom.marking.small_release import write_release
from tests.classroom.marking.test_runs import well
from tests.fakes.marking_hub import MarkingService, marking_service

PEOPLE = {
    "ada": ["students", "section-tue"],
    "bo": ["students", "section-wed"],
    "ines": ["instructors"],
    "tom": ["instructors", "section-tue"],
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[MarkingService]:
    write_release(ClassroomLayout(tmp_path))
    with marking_service(tmp_path, PEOPLE, well) as running:
        yield running


def hand_in(service: MarkingService, who: str, **files: bytes) -> int:
    answer = service.call(f"{who}-lab", "POST", "handins/1", {"files": sent(files)})
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["number"]
    return number


def test_a_student_hands_in_and_sees_the_receipts_of_nobody_else(service: MarkingService) -> None:
    assert [hand_in(service, "ada", a=data) for data in (b"1", b"2")] == [1, 2]
    hand_in(service, "bo")
    got = service.call("ada-lab", "GET", "handins").json()["handins"]
    assert [(one["user"], one["number"]) for one in got] == [("ada", 2), ("ada", 1)]


def test_whose_it_is_says_the_token_alone(service: MarkingService) -> None:
    body = {"files": sent(), "user": "bo", "name": "bo"}
    service.call("ada-lab", "POST", "handins/1", body)
    found = service.call("ines-teach", "GET", "handins/1").json()["handins"]
    assert [one["user"] for one in found] == ["ada"]


def test_the_deadline_of_the_week_decides_about_late(service: MarkingService) -> None:
    with service.classroom.sessions.begin() as session:
        set_dates(session, 1, WeekDates(due=now() - timedelta(hours=2)))
    answer = service.call("ada-lab", "POST", "handins/1", {"files": sent()}).json()
    assert (answer["late"], answer["late_by"]) == (True, "2 h")


@pytest.mark.parametrize(
    ("week", "body", "status", "code"),
    [
        ("1", {}, 400, "handin-files"),
        ("1", {"files": []}, 400, "handin-no-notebook"),
        ("2", {"files": sent()}, 404, "no-such-week"),
        ("99", {"files": sent()}, 404, "no-such-week"),
    ],
)
def test_what_is_refused_has_a_code(
    service: MarkingService, week: str, body: object, status: int, code: str
) -> None:
    answer = service.call("ada-lab", "POST", f"handins/{week}", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "path",
    ["handins/1", "handins/1/archive", "marking/1", "marking/1/ada", "marking/1/marks.csv"],
)
@pytest.mark.parametrize("who", ["ada-lab", "ada-teach", "ines-lab", "nobody-lab"])
def test_students_and_labs_of_instructors_see_no_list(
    service: MarkingService, path: str, who: str
) -> None:
    answer = service.call(who, "GET", path)
    assert answer.status_code == 403
    assert "user" not in answer.text.replace("users", "")


def test_an_instructor_gets_the_newest_of_own_students_as_an_archive(
    service: MarkingService,
) -> None:
    hand_in(service, "ada", old=b"1")
    hand_in(service, "ada", new=b"2")
    hand_in(service, "bo")
    listed = service.call("tom-teach", "GET", "handins/1").json()["handins"]
    assert [(one["user"], one["number"]) for one in listed] == [("ada", 2)]
    answer = service.call("tom-teach", "GET", "handins/1/archive")
    assert answer.headers["Content-Type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == ["week1/ada/assignment.ipynb", "week1/ada/new"]
    assert list(service.classroom.layout.incoming.iterdir()) == [], "the archive was left"
    with service.classroom.sessions() as session:
        note = audit(session)[0]
    assert (note.who, note.action, note.detail) == ("tom", "archive", "1 hand-ins")


def test_the_archive_and_the_audit_tell_which_hand_in_is_damaged(service: MarkingService) -> None:
    for who in ("ada", "bo"):
        hand_in(service, who)
    place = service.classroom.layout.handins / "week1/bo/0001"
    place.rename(place.with_name("gone"))
    answer = service.call("ines-teach", "GET", "handins/1/archive")
    assert answer.status_code == 200
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == ["week1/ada/assignment.ipynb", "week1/DAMAGED.txt"]
    with service.classroom.sessions() as session:
        assert audit(session)[0].detail == "1 hand-ins; damaged: bo 1"


def test_the_pages_tell_who_handed_in_and_who_did_not(service: MarkingService) -> None:
    hand_in(service, "ada")
    page = service.request("ines-teach", "GET", "handins/1").text
    assert "1 handed in, 1 not yet." in page
    assert "<p>bo</p>" in page
    assert "handins/1" in service.request("ines-teach", "GET", "handins").text
    assert service.request("ada-lab", "GET", "handins/1").status_code == 403
