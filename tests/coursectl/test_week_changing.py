"""A week's folder that changes while it is read."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from coursectl import plain_file, week_files
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
    monkeypatch.setattr(plain_file, "PATIENCE", 0.2)
    Writer(lab / "assignment.ipynb", 99, monkeypatch)
    assert code_of(home) == "changing"


def test_a_log_that_is_always_being_written_stays(
    home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lab / "run.log").touch()
    Writer(lab / "run.log", 99, monkeypatch)
    assert left_out(home) == {"run.log": plain_file.CHANGING}


HALVES = [b"", b"{", NOTEBOOK[:-1], b"[]", b"{}", b'{"cells": 7}', b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("half", HALVES, ids=range(len(HALVES)))
def test_what_is_no_whole_notebook_is_never_handed_in(
    home: Path, lab: Path, half: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_file, "PATIENCE", 0.1)
    (lab / "assignment.ipynb").write_bytes(half)
    assert code_of(home) == "half-notebook"


def test_another_notebook_that_is_not_whole_stays_and_is_named(
    home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_file, "PATIENCE", 0.1)
    (lab / "notes.ipynb").touch()
    (lab / "empty.txt").touch()
    assert left_out(home) == {"notes.ipynb": plain_file.HALF}


def test_a_folder_of_empty_notebooks_is_waited_for_once(
    home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(plain_file, "PATIENCE", 0.1)
    monkeypatch.setattr("time.sleep", waits.append)
    clock = iter(range(1000))
    monkeypatch.setattr("time.monotonic", lambda: next(clock) * 0.02)
    for number in range(20):
        (lab / f"{number}.ipynb").touch()
    assert len(left_out(home)) == 20
    assert len(waits) < 10


def test_a_notebook_that_is_saved_over_and_over_is_handed_in_whole(home: Path, lab: Path) -> None:
    """As JupyterLab saves it: emptied, then filled bit by bit."""
    path, ends = lab / "assignment.ipynb", threading.Event()
    texts = [json.dumps({"cells": [{"source": letter * 40_000}]}).encode() for letter in "ab"]
    path.write_bytes(texts[0])

    def save() -> None:
        while not ends.is_set():
            for text in texts:
                with path.open("wb", buffering=0) as file:
                    for start in range(0, len(text), 4096):
                        file.write(text[start : start + 4096])
                        ends.wait(0.001)
                ends.wait(0.05)

    writer = threading.Thread(target=save)
    writer.start()
    try:
        for _ in range(20):
            assert take(home, 3).files["assignment.ipynb"] in texts
    finally:
        ends.set()
        writer.join()
