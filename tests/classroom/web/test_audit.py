"""Admins read the whole audit, instructors their own part of it."""

from __future__ import annotations

import pytest

from classroom import audit
from tests.classroom.web.conftest import Service


@pytest.fixture
def deeds(service: Service) -> None:
    with service.classroom.sessions.begin() as session:
        audit.record(session, "tina", "push", "week3", "release 7 to section:a")
        audit.record(session, "tom", "return", "week2", "<script>alert(1)</script>")


@pytest.mark.parametrize(("token", "who"), [("boss", ["tom", "tina"]), ("tina", ["tina"])])
async def test_who_reads_what(service: Service, deeds: None, token: str, who: list[str]) -> None:
    told = (await service.call("GET", "api/audit", token)).json()["audit"]
    assert [entry["who"] for entry in told] == who
    assert told[-1]["detail"] == "release 7 to section:a"
    assert told[-1]["at"].endswith("Z")


async def test_page_shows_it_harmlessly(service: Service, deeds: None) -> None:
    page = (await service.call("GET", "audit", "boss")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<td>tom</td>" not in (await service.call("GET", "audit", "tina")).text


async def test_students_read_none(service: Service, deeds: None) -> None:
    answer = await service.call("GET", "api/audit", "ada")
    assert answer.json()["code"] == "not-a-teacher"
    assert "week3" not in answer.text


async def test_what_many_later_deeds_hide_can_still_be_read(service: Service, deeds: None) -> None:
    with service.classroom.sessions.begin() as session:
        for _ in range(audit.PAGE):
            audit.record(session, "ada", "help-ask", "help 1")
    first = (await service.call("GET", "api/audit", "boss")).json()["audit"]
    assert {entry["who"] for entry in first} == {"ada"}
    older = f"audit?before={first[-1]['id']}"
    told = (await service.call("GET", f"api/{older}", "boss")).json()["audit"]
    assert [entry["who"] for entry in told] == ["tom", "tina"]
    assert older in (await service.call("GET", "audit", "boss")).text
    assert "<td>tom</td>" in (await service.call("GET", older, "boss")).text
    assert "tom" not in (await service.call("GET", f"api/{older}", "tina")).text


async def test_what_is_no_number_is_refused(service: Service) -> None:
    answer = await service.call("GET", "api/audit?before=x", "boss")
    assert answer.json()["code"] == "bad-request"
