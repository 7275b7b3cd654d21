"""A week's folder that changes while it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coursectl import week_files
from coursectl.snapshot import take
from tests.coursectl.week_folder import NOTEBOOK, code_of, left_out


def test_a_link_that_takes_a_files_place_is_not_followed(
    home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the opening, as a student's program would do it."""
    (lab / "notes.md").write_text("mine")
    (lab / "folder").mkdir()
    real = os.stat

    def stat(path: str, **options: object) -> os.stat_result:
        found = real(path, **options)  # type: ignore[arg-type]
        for name, target in (("notes.md", "/etc/passwd"), ("folder", "/etc")):
            if path == name:
                (lab / name).rename(lab / f".{name}")
                (lab / name).symlink_to(target)
        return found

    monkeypatch.setattr(os, "stat", stat)
    found = take(home, 3)
    assert list(found.files) == ["assignment.ipynb"]
    assert {one.path: one.why for one in found.left_out} == {
        "folder": week_files.UNREADABLE,
        "notes.md": week_files.UNREADABLE,
    }


class Writer:
    """Writes to a file each time it was looked at, `times` times."""

    def __init__(self, path: Path, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.times, self.real = path, times, os.fstat
        self.inode = path.stat().st_ino
        monkeypatch.setattr(os, "fstat", self.fstat)

    def fstat(self, descriptor: int) -> os.stat_result:
        found = self.real(descriptor)
        if found.st_ino == self.inode and self.times:
            self.times -= 1
            with self.path.open("ab") as file:
                file.write(b" ")
        return found


def test_a_file_that_changed_meanwhile_is_read_again(
    home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Writer(lab / "assignment.ipynb", 1, monkeypatch)
    assert take(home, 3).files["assignment.ipynb"] == NOTEBOOK + b" "


def test_an_assignment_that_is_always_being_written(
    home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Writer(lab / "assignment.ipynb", 99, monkeypatch)
    assert code_of(home) == "changing"


def test_a_log_that_is_always_being_written_stays(
    home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lab / "run.log").touch()
    Writer(lab / "run.log", 99, monkeypatch)
    assert left_out(home) == {"run.log": week_files.CHANGING}
