"""`python -m classroom release`, as a deployment calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from classroom.audit import newest
from classroom.command import main
from tests.classroom.releases.course import Desk
from tests.labs.small_course import write_course


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course")


def call(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main([str(word) for word in words]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_it_ends_with_a_line_for_programs(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    words = ("release", "--state", state, "--source", root)
    for status in ("changed", "unchanged"):
        said = call(capsys, *words)
        assert (said["status"], said["release"], said["publication"]) == (status, "0001", "0001")
    (root / "labs/README.md").write_text("# Second edition\n")
    said = call(capsys, *words)
    assert (said["status"], said["release"], said["weeks"]) == ("changed", "0002", [2])
    assert (state / "course/current/README.md").read_text() == "# Second edition\n"
    assert call(capsys, "publish", "--state", state)["status"] == "unchanged"


def test_only_new_releases_stand_in_the_audit_log(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        call(capsys, "release", "--state", tmp_path / "state", "--source", root, "--by", "root")
    with Desk.at(tmp_path / "state").ledgers() as session:
        assert [(one.who, one.subject) for one in newest(session)] == [("root", "release 1")]


def test_what_is_wrong_is_said_and_nothing_changes(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    call(capsys, "release", "--state", state, "--source", root)
    (root / "labs/week2/lab.py").write_bytes(b"\xff")
    assert main(["release", "--state", str(state), "--source", str(root)]) == 1
    said = capsys.readouterr()
    assert "Nothing was published. COURSE-ENCODING: labs/week2/lab.py" in said.err
    assert "[release-build]" in said.err
    assert said.out == ""
    assert [p.name for p in (state / "course/releases").iterdir()] == ["0001"]


@pytest.mark.parametrize("words", [[], ["release"], ["publish"], ["odd"]])
def test_a_command_that_there_is_not(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
