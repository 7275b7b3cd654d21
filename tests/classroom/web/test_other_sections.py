"""An instructor of one section gets nothing of another's students, not even a name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from classroom.errors import ClassroomError
from tests.classroom.web.every_endpoint import ENDPOINTS
from tests.classroom.web.rights_room import ALL_MARKS, MARKS, OTHER, RightsRoom, rights_room

ANSWER = {"words": "Cell 3."}
OTHERS: list[tuple[str, str, Any]] = [
    ("GET", f"api/marking/1/{OTHER}", None),
    ("PUT", f"api/marking/1/{OTHER}", MARKS),
    ("GET", f"marks/1/{OTHER}", None),
    ("GET", f"marks/1/{OTHER}/file?path=report.md", None),
    ("GET", f"marks/1/{OTHER}/file?path=nope", None),
    ("GET", "api/pushes/p4", None),
    ("POST", "api/pushes/p4/undo", {}),
    ("POST", "api/pushes/p4/retry", {}),
    ("POST", "api/pushes/p2/undo", {}),
    ("POST", "api/pushes/p2/retry", {}),
    ("GET", "pushes/p4", None),
    ("GET", "pushes/p4/undo", None),
    ("POST", "pushes/p3/push", {}),
    ("POST", "pushes/p4/undo", {}),
    ("POST", "pushes/p4/retry", {}),
    ("POST", "pushes/p2/undo", {}),
    ("POST", "pushes/p2/retry", {}),
    ("GET", "api/help/2", None),
    ("POST", "api/help/2/want", {}),
    ("POST", "api/help/2/answer", ANSWER),
    ("GET", "help/2", None),
    ("POST", "help/2/want", {}),
    ("POST", "help/2/answer", ANSWER),
]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[RightsRoom]:
    async with rights_room(tmp_path) as room:
        for who in ("ada", OTHER):
            await room.done("ines", "PUT", f"api/marking/1/{who}", ALL_MARKS)
        yield room


async def told(room: RightsRoom, who: str, method: str, path: str, body: Any) -> str:
    """Return all that an answer says, of an archive what is in it."""
    answer = await room.call(who, method, path, body)
    assert answer.status_code < 500, (path, answer.text)
    said = f"{answer.text} {answer.headers}"
    if answer.headers.get("Content-Type") == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            said += "".join(f"{name} {archive.read(name)!r}" for name in archive.namelist())
    return said


async def test_no_answer_names_another_section_s_student(room: RightsRoom) -> None:
    for one in (*ENDPOINTS, *ENDPOINTS):  # once more, after all that was done
        said = await told(room, "tom", one.method, one.path, one.body)
        assert OTHER not in said, one.call


async def test_whoever_teaches_both_finds_the_name(room: RightsRoom) -> None:
    paths = ["handins/1", "handins/1/archive", "marking/1", "marking/1/marks.csv", "help"]
    for path in [*paths, "pushes", "pushes/p2", "audit"]:
        assert OTHER in await told(room, "ines", "GET", f"api/{path}", None), path
    assert OTHER in await told(room, "ines", "POST", "api/marking/1/return", {})


@pytest.mark.parametrize(("method", "path", "body"), OTHERS)
async def test_another_section_s_student_is_out_of_reach(
    room: RightsRoom, method: str, path: str, body: Any
) -> None:
    before = room.deeds()
    answer = await room.call("tom", method, path, body)
    assert answer.status_code in (403, 404), answer.text
    assert OTHER not in answer.text
    assert room.deeds() == before


@pytest.mark.parametrize("page", ["", "api/"])
async def test_what_the_hub_says_of_others_is_not_told(
    room: RightsRoom, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise ClassroomError("no-such-person", f"There is nobody called '{OTHER}'.", 404)

    await room.done("ines", "POST", "api/pushes/p2/retry", {})
    monkeypatch.setattr(room.hub, "orders", refuse)
    assert OTHER in await told(room, "ines", "GET", f"{page}pushes/p2", None)
    said = await told(room, "tom", "GET", f"{page}pushes/p2", None)
    assert OTHER not in said
    assert "goes on" in said
