"""What a killed service left goes at the next one's start, and nothing else."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from classroom.layout import ClassroomLayout
from classroom.leftovers import sweep, sweep_drafts
from classroom.web import loops

GOES = [
    "classroom/incoming/archive-x1y2.zip",
    "classroom/incoming/.incoming-x/week1/lab.ipynb",
    "classroom/jobs/mark-7-0123456789ab/in/assignment.ipynb",
    "classroom/jobs/mark-7-0123456789ab/out/executed.ipynb",
    "classroom/jobs/mark-8-0123456789ab/.out/executed.ipynb",
    "classroom/jobs/fetch-0123456789abcdef/out/week1/lab.ipynb",
    "classroom/handins/week3/ada/.incoming-x/assignment.ipynb",
    "feedback/ada/week3/.incoming-x/feedback.md",
    "releases/.incoming-x/student/week1/lab.ipynb",
    "course/releases/.incoming-x/week1/lab.ipynb",
]
STAYS = [
    "classroom/ledger.sqlite",
    "classroom/blind.key",
    "classroom/incoming/archive.zip",
    "classroom/incoming/notes-of-the-admin.txt",
    "classroom/jobs/notes-of-the-admin/archive-x.zip",
    "classroom/handins/week3/ada/0001/assignment.ipynb",
    "classroom/handins/week3/ada/0002/.incoming-x/mine.md",
    "classroom/help/3/file",
    "feedback/ada/week3/1/feedback.md",
    "feedback/ada/1/.incoming-x/x",
    "releases/0001/student/week1/lab.ipynb",
    "releases/0001/student/week1/.incoming-x/lab.ipynb",
    "course/releases/0001/week1/lab.ipynb",
    "course/releases/0001/week1/.incoming-x",
    "sources/mine/.incoming-x/archive-1.zip",
    "class/archive-1.zip",
]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    for name in (*GOES, *STAYS):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def sweep_all(state: Path) -> None:
    sweep(ClassroomLayout(state))
    sweep_drafts(ClassroomLayout(state))


def files(state: Path) -> list[str]:
    every = (one.relative_to(state).as_posix() for one in state.rglob("*") if one.is_file())
    return sorted(one for one in every if not one.endswith(".lock"))


def test_what_goes_and_what_stays(state: Path) -> None:
    sweep_all(state)
    assert files(state) == sorted(STAYS)
    assert [one.name for one in (state / "classroom/jobs").iterdir()] == ["notes-of-the-admin"]


def test_an_empty_state_is_no_trouble(tmp_path: Path) -> None:
    sweep_all(tmp_path)
    assert files(tmp_path) == []


def test_a_link_goes_and_what_it_leads_to_stays(state: Path) -> None:
    link = state / "classroom/jobs/mark-9-0123456789ab"
    link.symlink_to(state / "class")
    sweep_all(state)
    assert not link.is_symlink()
    assert (state / "class/archive-1.zip").exists()


def test_a_copy_that_a_deployment_works_on_stays(state: Path) -> None:
    draft = state / "classroom/incoming/.incoming-x"
    opened = os.open(draft, os.O_RDONLY)
    fcntl.flock(opened, fcntl.LOCK_EX)
    sweep_all(state)
    assert draft.exists()
    os.close(opened)
    sweep_all(state)
    assert not draft.exists()


def test_what_cannot_be_removed_keeps_nothing_else(
    state: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("classroom.leftovers.shutil.rmtree", refuse)
    sweep(ClassroomLayout(state))
    assert not (state / "classroom/incoming/archive-x1y2.zip").exists()
    assert "mark-7-0123456789ab, which was left behind, cannot be removed" in caplog.text


def test_the_service_sweeps_once_and_before_it_serves(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def served(work: Coroutine[Any, Any, None]) -> None:
        work.close()
        found.extend(files(state))

    monkeypatch.setenv("LLMHUB_STATE_DIR", str(state))
    monkeypatch.setattr("classroom.web.loops.asyncio.run", served)
    loops.serve_with_loops()
    assert not {one for one in found if one.startswith(("classroom/jobs/mark", "classroom/jobs/f"))}
    assert set(STAYS) <= set(found)
