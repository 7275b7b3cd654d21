"""What of a week's folder goes along: plain files, and nothing that leads elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from coursectl import plain_file, week_files
from coursectl.snapshot import take
from tests.coursectl.week_folder import NOTEBOOK, code_of, left_out


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
        file.truncate(plain_file.FILE_BYTES + 1)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 << 30)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), week_files.LINK),
        (lambda path: path.symlink_to("/etc"), week_files.LINK),
        (lambda path: path.symlink_to(path), week_files.LINK),
        (os.mkfifo, plain_file.SPECIAL),
        (big, plain_file.LARGE),
        (huge, plain_file.LARGE),
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
        file.truncate(plain_file.FILE_BYTES)
    assert len(take(home, 3).files["large"]) == plain_file.FILE_BYTES


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
            file.truncate(plain_file.FILE_BYTES)
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
