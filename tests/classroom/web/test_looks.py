"""Who looked at what a student handed in can be read in the audit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from classroom.audit import is_told
from classroom.audit import newest as audit
from classroom.layout import ClassroomLayout
from classroom.people import Member, Role
from classroom.web.audit_api import entries
from tests.classroom.handins.sent import sent
from tests.classroom.marking.small_release import as_bytes, handed_in, write_release
from tests.classroom.marking.test_runs import well
from tests.classroom.web.test_handins_api import PEOPLE
from tests.fakes.marking_hub import MarkingService, marking_service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[MarkingService]:
    write_release(ClassroomLayout(tmp_path))
    with marking_service(tmp_path, PEOPLE, well) as running:
        for who in ("ada", "bo"):
            files = sent({"report.md": b"# Report"}, as_bytes(handed_in()))
            assert running.call(f"{who}-lab", "POST", "handins/1", {"files": files}).is_success
        yield running


def test_looks_at_a_hand_in_are_noted_once_an_hour(service: MarkingService) -> None:
    for _ in range(2):
        service.call("ines-teach", "GET", "marking/1/ada")
        service.request("ines-teach", "GET", "marks/1/ada")
        service.request("ines-teach", "GET", "marks/1/ada/file?path=report.md")
    service.call("tom-teach", "GET", "marking/1/ada")
    service.call("tom-teach", "GET", "marking/1/bo")
    with service.classroom.sessions() as session:
        deeds = [one for one in audit(session) if one.action == "look"]
    assert [(one.who, one.subject, one.detail) for one in reversed(deeds)] == [
        ("ines", "week1 ada", "number 1"),
        ("ines", "week1 ada", "number 1, report.md"),
        ("tom", "week1 ada", "number 1"),
    ]


def test_who_hides_names_finds_the_hidden_ones_in_the_audit(service: MarkingService) -> None:
    service.call("ines-teach", "PUT", "marking/1", {"blind": True})
    told = service.call("ines-teach", "GET", "marking/1").json()["marking"]
    name = told[0]["user"]
    service.call("ines-teach", "GET", f"marking/1/{name}")
    given = {"tasks": {"w1-report": {"criteria": [4]}}}
    assert service.call("ines-teach", "PUT", f"marking/1/{name}", given).is_success
    answer = service.call("ines-teach", "GET", "audit")
    page = service.request("ines-teach", "GET", "audit").text
    deeds = answer.json()["audit"]
    assert [(one["action"], one["subject"]) for one in deeds[:2]] == [
        ("mark", f"week1 {name}"),
        ("look", f"week1 {name}"),
    ]
    assert f"week1 {name}" in page
    for text in (answer.text, page):
        assert not re.search(r"\b(ada|bo)\b", text)
    with service.classroom.sessions() as session:
        kept = {one.subject for one in audit(session) if one.who == "ines"}
    assert kept & {"week1 ada", "week1 bo"}, "the ledger lost whom it was about"
    reader = Member("root", Role.ADMIN)
    assert kept <= {one.subject for one in entries(service.classroom, reader)}
    service.call("ines-teach", "PUT", "marking/1", {"blind": False})
    shown = service.call("ines-teach", "GET", "audit").json()["audit"]
    assert {one["subject"] for one in shown} == kept | {"week1"}


@pytest.mark.parametrize(("minutes", "told"), [(0, True), (59, True), (60, False), (-1, False)])
def test_an_entry_speaks_for_an_hour(minutes: int, told: bool) -> None:
    at = datetime(2026, 5, 4, 9)
    assert is_told(at, at + timedelta(minutes=minutes)) is told
    assert is_told(None, at) is False
