"""Who may do what at each endpoint, and what the audit has of it afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.classroom.web.every_endpoint import ENDPOINTS, Endpoint, served
from tests.classroom.web.rights_room import RightsRoom, rights_room

TEACHING = [one for one in ENDPOINTS if not one.students]
FOR_STUDENTS = [one for one in ENDPOINTS if one.students]
NOTED = [one for one in ENDPOINTS if one.changes or one.leaves]


def name_of(endpoint: Endpoint) -> str:
    return endpoint.call


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[RightsRoom]:
    async with rights_room(tmp_path) as room:
        yield room


def test_the_table_has_every_endpoint() -> None:
    assert {one.rule for one in ENDPOINTS} == served()


async def test_teaching_is_not_for_students_and_changes_nothing(room: RightsRoom) -> None:
    before = room.deeds()
    for one in TEACHING:
        answer = await room.call("ada", one.method, one.path, one.body)
        assert answer.status_code in (403, 404), (one.call, answer.text)
        assert room.deeds() == before, one.call


@pytest.mark.parametrize("endpoint", FOR_STUDENTS, ids=name_of)
async def test_what_is_for_students_works_for_them(room: RightsRoom, endpoint: Endpoint) -> None:
    await room.done("ada", endpoint.method, endpoint.path, endpoint.body)


@pytest.mark.parametrize("endpoint", FOR_STUDENTS, ids=name_of)
async def test_nobody_else_s_is_told_to_a_student(room: RightsRoom, endpoint: Endpoint) -> None:
    answer = await room.call(
        "ada", endpoint.method, endpoint.path.replace("help/1", "help/2"), endpoint.body
    )
    assert "zebedee" not in answer.text
    if "help/1" in endpoint.path:
        assert answer.status_code == 404


@pytest.mark.parametrize("endpoint", NOTED, ids=name_of)
async def test_what_changes_something_is_in_the_audit(room: RightsRoom, endpoint: Endpoint) -> None:
    before = len(room.deeds())
    who = "ada" if endpoint.students else "ines"
    await room.done(who, endpoint.method, endpoint.path, endpoint.body)
    deeds = room.deeds()[before:]
    if endpoint.leaves is None:
        assert endpoint.because, "say why it needs no deed in the audit"
        assert deeds == []
    else:
        assert deeds == [(who, *endpoint.leaves)]
