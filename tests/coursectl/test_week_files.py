"""What of a week's folder goes along: plain files, and nothing that leads elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from coursectl import week_files
from coursectl.errors import CourseError
from coursectl.snapshot import take

NOTEBOOK = b'{"cells": []}'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    lab = tmp_path / "home/labs/week3"
    lab.mkdir(parents=True)
    (lab / "assignment.ipynb").write_bytes(NOTEBOOK)
    return tmp_path / "home"


@pytest.fixture
def lab(home: Path) -> Path:
    return home / "labs/week3"


def code_of(home: Path, week: int = 3) -> str:
    with pytest.raises(CourseError) as caught:
        take(home, week)
    return caught.value.code


def left_out(home: Path) -> dict[str, str]:
    return {one.path: one.why for one in take(home, 3).left_out}


def test_all_plain_files_go_along(home: Path, lab: Path) -> None:
    (lab / "data/deep").mkdir(parents=True)
    (lab / "data/deep/ä b.csv").write_bytes(b"\0\xff")
    (lab / "empty").touch()
    found = take(home, 3)
    assert found.files == {
        "assignment.ipynb": NOTEBOOK,
        "data/deep/ä b.csv": b"\0\xff",
        "empty": b"",
    }
    assert found.left_out == []


def test_what_belongs_to_programs_stays_without_a_word(home: Path, lab: Path) -> None:
    for name in (".ipynb_checkpoints/x.ipynb", "__pycache__/x.pyc", ".git/config", ".hidden"):
        (lab / name).parent.mkdir(exist_ok=True)
        (lab / name).touch()
    found = take(home, 3)
    assert (list(found.files), found.left_out) == (["assignment.ipynb"], [])


def big(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(week_files.FILE_BYTES + 1)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 << 30)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), week_files.LINK),
        (lambda path: path.symlink_to("/etc"), week_files.LINK),
        (lambda path: path.symlink_to(path), week_files.LINK),
        (os.mkfifo, week_files.SPECIAL),
        (big, week_files.LARGE),
        (huge, week_files.LARGE),
    ],
    ids=["link", "link to a folder", "loop", "pipe", "large", "10 GB"],
)
def test_what_stays_is_said_by_name(
    home: Path, lab: Path, make: Callable[[Path], None], why: str
) -> None:
    make(lab / "odd")
    assert left_out(home) == {"odd": why}
    assert list(take(home, 3).files) == ["assignment.ipynb"]


def test_a_file_of_the_limit_goes_along(home: Path, lab: Path) -> None:
    with (lab / "large").open("wb") as file:
        file.truncate(week_files.FILE_BYTES)
    assert len(take(home, 3).files["large"]) == week_files.FILE_BYTES


@pytest.mark.parametrize("name", [b"new\nline", b"\xff\xfe", b"back\\slash", b"\x1b[2J"])
def test_a_name_that_cannot_be_written_down_stays(home: Path, lab: Path, name: bytes) -> None:
    os.close(os.open(os.fsencode(lab) + b"/" + name, os.O_CREAT | os.O_WRONLY))
    assert list(left_out(home).values()) == [week_files.NAME]


def test_folders_have_a_bottom(home: Path, lab: Path) -> None:
    lab.joinpath(*"abcdefghijklmnop").mkdir(parents=True)
    assert left_out(home) == {"a/b/c/d/e/f/g/h/i/j/k/l/m": week_files.DEEP}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_cannot_be_read_stays(home: Path, lab: Path) -> None:
    (lab / "closed").mkdir(mode=0)
    (lab / "secret").touch(mode=0)
    assert left_out(home) == {"closed": week_files.UNREADABLE, "secret": week_files.UNREADABLE}


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


def test_a_folder_without_end(home: Path, lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week_files, "_MOST_ENTRIES", 10)
    for number in range(10):
        (lab / f".{number}").touch()
    assert code_of(home) == "too-many-files"


def test_too_many_files(home: Path, lab: Path) -> None:
    for number in range(week_files.MOST_FILES):
        (lab / str(number)).touch()
    assert code_of(home) == "too-large"


def test_too_much_together(home: Path, lab: Path) -> None:
    for number in range(3):
        with (lab / str(number)).open("wb") as file:
            file.truncate(week_files.FILE_BYTES)
    assert code_of(home) == "too-large"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("no week", "no-week"),
        ("no home", "no-week"),
        ("a link", "no-week"),
        ("labs is a link", "no-week"),
        ("a file", "no-week"),
        ("no assignment", "no-assignment"),
        ("a renamed assignment", "no-assignment"),
        ("a link as assignment", "no-assignment"),
        ("a pipe as assignment", "no-assignment"),
        ("a large assignment", "no-assignment"),
    ],
)
def test_what_cannot_be_handed_in(home: Path, lab: Path, what: str, code: str) -> None:
    assignment = lab / "assignment.ipynb"
    elsewhere = home.parent / "elsewhere"
    if what == "no home":
        home.rename(elsewhere)
    elif what in ("no week", "a link", "a file"):
        lab.rename(elsewhere)
    elif what == "labs is a link":
        lab.parent.rename(elsewhere)
        lab.parent.symlink_to(elsewhere)
    elif what == "a renamed assignment":
        assignment.rename(lab / "mine.ipynb")
    else:
        assignment.unlink()
    if what == "a link":
        lab.symlink_to(elsewhere)
    elif what == "a file":
        lab.touch()
    elif what == "a link as assignment":
        assignment.symlink_to("/etc/passwd")
    elif what == "a pipe as assignment":
        os.mkfifo(assignment)
    elif what == "a large assignment":
        big(assignment)
    assert code_of(home) == code
