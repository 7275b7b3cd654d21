"""The API of pushes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from classroom.errors import ClassroomError
from classroom.pushes import summary
from tests.classroom.web.course_room import CourseRoom, course_room, keeps_own


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[CourseRoom]:
    async with course_room(tmp_path) as room:
        yield room


async def test_push_look_and_undo(room: CourseRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.hub.outcomes["bob"] = keeps_own
    first = await room.push(1)
    assert (first["status"], first["id"], first["state"]) == (202, "p1", "pending")
    monkeypatch.setattr(summary, "SECONDS_TO_BEGIN", 0)  # the hub has begun with all by now
    room.hub.work()
    await room.push(2)
    room.hub.work()
    push = await room.get("pushes/p2")
    assert {one["user"]: one["state"] for one in push["orders"]} == {
        "ada": "done",
        "bob": "kept-own",
        "cyd": "waiting",
    }
    assert push["orders"][1]["files"][0]["notes"] == ["cell 2 “3”: the new text is right below it"]
    assert (push["summary"], push["can_undo"]) == (
        "2 of 3 students have it; 1 of them keeps an own edit. "
        "1 waits for the next start of the lab.",
        True,
    )
    undo = await room.post("pushes/p2/undo")
    assert (undo["status"], undo["kind"], undo["undo_of"]) == (202, "undo", "p2")
    listed = (await room.get("pushes"))["pushes"]
    assert [one["id"] for one in listed] == ["p3", "p2", "p1"]
    assert (listed[1]["undone_by"], listed[1]["can_undo"]) == ("p3", False)


async def test_a_trial_says_what_would_change_and_is_not_listed(room: CourseRoom) -> None:
    await room.push(1)
    trial = await room.push(2, dry_run=True)
    room.hub.work()
    assert trial["dry_run"]
    assert [(one["path"], one["what"]) for one in trial["changes"]] == [
        ("lab.ipynb", "changed"),
        ("tools.py", "new"),
    ]
    looked = await room.get("pushes/p2")
    assert {one["user"]: one["state"] for one in looked["orders"]} == {
        "ada": "done",
        "bob": "done",
        "cyd": "not-running",
    }
    assert [one["id"] for one in (await room.get("pushes"))["pushes"]] == ["p1"]


async def test_failures_are_retried(room: CourseRoom) -> None:
    room.hub.outcomes["ada"] = lambda order: {"state": "failed", "code": "x", "message": "Why."}
    await room.push(1)
    room.hub.work()
    push = await room.get("pushes/p1")
    assert (push["can_retry"], push["orders"][0]["message"]) == (True, "Why.")
    again = await room.post("pushes/p1/retry")
    assert again["status"] == 202
    # The first until the hub has had time to begin.
    assert again["orders"][0]["state"] in ("pending", "waiting")


async def test_a_tutor_sees_own_students_only(room: CourseRoom) -> None:
    await room.push(1)
    await room.push(1, "student:cyd", "student:ada")
    await room.push(1, "student:cyd")
    listed = (await room.get("pushes", "tom"))["pushes"]
    assert [(one["id"], one["targets"], sum(one["counts"].values())) for one in listed] == [
        ("p2", ["student:ada"], 1),
        ("p1", ["everyone"], 1),
    ]
    push = await room.get("pushes/p1", "tom")
    assert [one["user"] for one in push["orders"]] == ["ada"]
    assert not push["can_undo"]
    for path in ("pushes/p3", "pushes/p99"):
        answer = await room.pages.call("GET", f"api/{path}", "tom")
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-push")


async def test_a_trial_is_its_makers_own(room: CourseRoom) -> None:
    await room.push(1, dry_run=True)
    answer = await room.pages.call("GET", "api/pushes/p1", "tom")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "bad-request"),
        ({"release": "1", "weeks": [0], "targets": []}, 400, "bad-request"),
        ({"release": 1, "weeks": [3], "targets": []}, 400, "bad-target"),
        ({"release": 1, "weeks": [], "targets": ["everyone"]}, 400, "no-weeks"),
        ({"release": 1, "weeks": [4], "targets": ["everyone"]}, 404, "no-such-week"),
        ({"release": 9, "weeks": [3], "targets": ["everyone"]}, 404, "no-such-release"),
        ({"release": 1, "weeks": [3], "targets": ["section:x"]}, 404, "no-such-section"),
        ({"release": 1, "weeks": [3], "targets": ["student:x"]}, 403, "not-your-student"),
    ],
)
async def test_a_wrong_wish_is_refused(
    room: CourseRoom, body: dict[str, Any], status: int, code: str
) -> None:
    answer = await room.post("pushes", body)
    assert (answer["status"], answer["code"]) == (status, code)
    assert (await room.get("pushes"))["pushes"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "api/pushes"),
        ("POST", "api/pushes"),
        ("GET", "api/pushes/p1"),
        ("POST", "api/pushes/p1/undo"),
        ("POST", "api/pushes/p1/retry"),
        ("GET", "api/releases"),
        ("POST", "api/releases"),
        ("GET", "api/releases/1"),
        ("GET", "api/dates"),
        ("PUT", "api/dates/3"),
        ("GET", "pushes"),
        ("GET", "pushes/new"),
        ("POST", "pushes/new"),
        ("GET", "pushes/p1"),
        ("POST", "pushes/p1/push"),
        ("GET", "pushes/p1/undo"),
        ("POST", "pushes/p1/retry"),
        ("GET", "releases"),
        ("POST", "releases"),
        ("GET", "dates"),
        ("POST", "dates"),
    ],
)
async def test_nothing_of_it_is_for_students(room: CourseRoom, method: str, path: str) -> None:
    await room.push(1)
    answer = await room.pages.call(method, path, "ada")
    assert answer.status_code == 403
    assert "ines" not in answer.text


async def test_while_the_hub_takes_nothing_a_push_is_kept(
    room: CourseRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*args: object, **kwargs: object) -> None:
        raise ClassroomError("hub-down", "The hub does not answer.", 503)

    with monkeypatch.context() as patch:
        patch.setattr(room.hub, "send_orders", refuse)
        push = await room.push(1)
    assert (push["status"], push["state"]) == (202, "new")
    assert push["trouble"] == "The hub does not answer."
    later = await room.get("pushes/p1")
    assert (later["state"], later["trouble"]) == ("pending", "")
