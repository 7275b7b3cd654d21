"""The API and the page of releases."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.classroom.web.course_room import CourseRoom, course_room
from tests.fakes.course_state import notebook


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[CourseRoom]:
    async with course_room(tmp_path) as room:
        folder = room.course.layout.sources / "draft" / "week3"
        folder.mkdir(parents=True)
        (folder / "lab.ipynb").write_text(notebook(a="1"))
        yield room


def lab(room: CourseRoom) -> Path:
    return room.course.layout.sources / "draft" / "week3" / "lab.ipynb"


async def make(room: CourseRoom, **source: str) -> Any:
    return await room.post("releases", {"source": source})


async def test_a_folder_becomes_a_release(room: CourseRoom) -> None:
    made = await make(room, kind="folder", name="draft")
    assert (made["status"], made["state"], made["release"]) == (201, "made", 3)
    again = await make(room, kind="folder", name="draft")
    assert (again["status"], again["state"], again["release"]) == (200, "unchanged", 3)
    listed = (await room.get("releases"))["releases"]
    assert {key: listed[0][key] for key in ("release", "weeks", "by")} == {
        "release": 3,
        "weeks": [3],
        "by": "ines",
    }
    assert (await room.get("releases/3"))["files"] == ["week3/lab.ipynb"]
    audit = (await room.get("audit"))["audit"]
    assert (audit[0]["action"], audit[0]["subject"]) == ("release", "release 3")


async def test_a_refusal_names_the_file_and_the_reason(room: CourseRoom) -> None:
    lab(room).write_text("no notebook")
    refused = await make(room, kind="folder", name="draft")
    assert (refused["status"], refused["code"]) == (400, "release-notebook")
    assert "week3/lab.ipynb is no notebook" in refused["message"]
    deed = (await room.get("audit"))["audit"][0]
    assert (deed["who"], deed["action"]) == ("ines", "release-refused")
    assert deed["subject"] == "folder draft"
    assert deed["detail"].startswith("release-notebook: ")
    page = (await room.pages.call("GET", "releases", "ines")).text
    assert "was refused.</strong>" in page
    assert "week3/lab.ipynb is no notebook" in page


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({}, "bad-request"),
        ({"kind": "file"}, "bad-request"),
        ({"kind": "folder"}, "bad-request"),
        ({"kind": "folder", "name": "../draft"}, "no-such-source"),
        ({"kind": "git", "url": "file:///etc"}, "bad-source-url"),
        ({"kind": "git", "url": "ext::sh -c x"}, "bad-source-url"),
        ({"kind": "git", "url": "https://127.0.0.1/x.git"}, "bad-source-url"),
        ({"kind": "git", "url": "https://example.org/x.git", "ref": "--upload"}, "bad-source-ref"),
    ],
)
async def test_what_is_no_source_is_refused(
    room: CourseRoom, source: dict[str, str], code: str
) -> None:
    assert (await make(room, **source))["code"] == code


@pytest.mark.parametrize(
    ("source", "subject", "code"),
    [
        ({"kind": "folder", "name": "../draft"}, "folder ../draft", "no-such-source"),
        ({"kind": "folder", "name": "other"}, "folder other", "no-such-source"),
        ({"kind": "git", "url": "file:///etc"}, "git file:///etc HEAD", "bad-source-url"),
        (
            {"kind": "git", "url": "https://ada:pass/w?o@rd@example.org/x.git?key=pass#pass"},
            "git example.org/x.git HEAD",
            "bad-source-url",
        ),
        (
            {"kind": "git", "url": "https://example.org/x.git", "ref": "--upload"},
            "git https://example.org/x.git --upload",
            "bad-source-ref",
        ),
    ],
)
@pytest.mark.parametrize("page", [False, True])
async def test_a_source_that_is_none_is_in_the_audit(
    room: CourseRoom, source: dict[str, str], subject: str, code: str, page: bool
) -> None:
    if page:
        answer = await room.pages.call("POST", "releases", "ines", data={"ref": "HEAD", **source})
        assert answer.status_code >= 400
    else:
        assert (await make(room, **source))["code"] == code
    deed = (await room.get("audit"))["audit"][0]
    assert (deed["who"], deed["action"], deed["subject"]) == ("ines", "release-refused", subject)
    assert deed["detail"].startswith(f"{code}: ")
    assert "pass" not in deed["subject"] + deed["detail"]


async def test_a_repository_is_fetched_by_a_job(
    room: CourseRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, str]] = []

    async def start_job(kind: str, **words: str) -> str:
        number = words.pop("id")
        asked.append({"kind": kind, **words})
        fetched = room.course.layout.jobs / number / "out" / "week3"
        fetched.mkdir(parents=True)
        (fetched / "lab.ipynb").write_text(notebook(a="from git"))
        return number

    async def job(number: str) -> dict[str, str]:
        return {"state": "done", "code": "", "message": ""}

    monkeypatch.setattr(room.hub, "start_job", start_job)
    monkeypatch.setattr(room.hub, "job", job)
    made = await make(room, kind="git", url="https://example.org/x.git", ref="main")
    assert (made["state"], made["source"]) == ("made", "git https://example.org/x.git main")
    assert asked == [{"kind": "fetch", "url": "https://example.org/x.git", "ref": "main"}]
    assert list(room.course.layout.jobs.iterdir()) == [], "what was fetched was left"


async def test_a_job_that_fails_says_why(room: CourseRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    async def start_job(kind: str, **words: str) -> str:
        return "j1"

    async def job(number: str) -> dict[str, str]:
        return {"state": "failed", "code": "fetch-not-found", "message": "It is not there."}

    monkeypatch.setattr(room.hub, "start_job", start_job)
    monkeypatch.setattr(room.hub, "job", job)
    refused = await make(room, kind="git", url="https://example.org/x.git", ref="main")
    assert (refused["code"], refused["message"]) == ("fetch-not-found", "It is not there.")
    assert list(room.course.layout.jobs.iterdir()) == [], "what was fetched was left"


async def test_the_form_makes_a_release(room: CourseRoom) -> None:
    answer = await room.pages.call(
        "POST", "releases", "ines", data={"kind": "folder", "name": "draft", "url": "", "ref": ""}
    )
    assert answer.status_code == 303
    page = (await room.pages.call("GET", "releases", "ines")).text
    assert "<strong>Release 3</strong> of folder draft was made." in page
    assert "pushes/new?release=3" in page


async def test_the_form_shows_what_is_wrong_and_keeps_what_was_written(room: CourseRoom) -> None:
    data = {"kind": "git", "url": "http://example.org", "ref": "x"}
    answer = await room.pages.call("POST", "releases", "ines", data=data)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'value="http://example.org"' in answer.text


async def test_a_release_that_is_not_there(room: CourseRoom) -> None:
    answer = await room.pages.call("GET", "api/releases/99", "ines")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-release")
