"""Sources that nobody vouches for."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from classroom.errors import ClassroomError
from classroom.releases.copying import Copy
from classroom.releases.limits import NAME_BYTES
from tests.classroom.releases.course import write


def link(week: Path) -> None:
    (week / "passwd").symlink_to("/etc/passwd")


def folder_link(week: Path) -> None:
    (week / "etc").symlink_to("/etc")


def fifo(week: Path) -> None:
    os.mkfifo(week / "pipe")


def unix_socket(week: Path) -> None:
    # Its path must be short.
    here = Path.cwd()
    os.chdir(week)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("s")
    finally:
        os.chdir(here)


def huge(week: Path) -> None:
    with (week / "huge.bin").open("wb") as file:
        file.truncate(10 * 1024**3)  # takes no room


def many_large(week: Path) -> None:
    for number in range(4):
        (week / f"{number}.txt").write_bytes(b"x" * 400)


def many(week: Path) -> None:
    for number in range(60):
        (week / f"{number}.txt").touch()


def deep(week: Path) -> None:
    (week / "/".join("d" * 20)).mkdir(parents=True)


def newline(week: Path) -> None:
    (week / "a\nb").touch()


def long_name(week: Path) -> None:
    (week / ("ä" * (NAME_BYTES // 2 + 1))).touch()


def not_utf8(week: Path) -> None:
    Path(os.fsdecode(os.fsencode(week) + b"/caf\xe9")).touch()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (link, "release-link"),
        (folder_link, "release-link"),
        (fifo, "release-special"),
        (unix_socket, "release-special"),
        (huge, "release-file-size"),
        (many_large, "release-size"),
        (many, "release-many"),
        (deep, "release-deep"),
        (newline, "release-name"),
        (long_name, "release-name"),
        (not_utf8, "release-name"),
    ],
)
def test_what_is_refused(tmp_path: Path, spoil: Callable[[Path], None], code: str) -> None:
    source = write(tmp_path / "source", {"week1/lab.md": "x"})
    spoil(source / "week1")
    (tmp_path / "copy").mkdir()
    copy = Copy(file_bytes=500, all_bytes=1500, entries=50)
    with pytest.raises(ClassroomError) as caught:
        copy.tree(source, tmp_path / "copy", lambda _: True)
    assert caught.value.code == code
    assert "week1/" in caught.value.message
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 250


def test_a_week_that_is_a_link_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "source", {"week1/lab.md": "x"})
    (source / "week2").symlink_to("/etc")
    (tmp_path / "copy").mkdir()
    with pytest.raises(ClassroomError) as caught:
        Copy().tree(source, tmp_path / "copy", lambda _: True)
    assert caught.value.code == "release-link"


@pytest.mark.parametrize("kind", ["missing", "file", "link"])
def test_a_source_that_is_no_folder(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "source"
    if kind == "file":
        source.touch()
    elif kind == "link":
        source.symlink_to(tmp_path)
    with pytest.raises(ClassroomError) as caught:
        Copy().tree(source, tmp_path, lambda _: True)
    assert caught.value.code == "no-such-source"


def test_what_is_wanted_is_copied_less_what_is_hidden(tmp_path: Path) -> None:
    wanted = ("week1/a.bin", "week1/sub/b.txt")
    hidden = (".git/config", "week1/.ipynb_checkpoints/a.ipynb", "week1/.hidden")
    files = dict.fromkeys((*wanted, *hidden, "other/c.txt", "week1/__pycache__/a.pyc"), b"\x00\xff")
    source = write(tmp_path / "source", files)
    (tmp_path / "copy").mkdir()
    Copy().tree(source, tmp_path / "copy", lambda name: name.startswith("week"))
    found = {p.relative_to(tmp_path / "copy").as_posix() for p in (tmp_path / "copy").rglob("*")}
    assert found == {"week1", "week1/sub", *wanted}
    assert (tmp_path / "copy/week1/a.bin").read_bytes() == b"\x00\xff"
