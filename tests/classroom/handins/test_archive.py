"""The archive holds everybody's newest hand-in under names that unpack anywhere."""

import zipfile
from pathlib import Path

import pytest

from classroom.errors import ClassroomError
from classroom.handins.archive import write_archive
from classroom.handins.receive import Week, receive
from classroom.handins.tables import newest_of_each
from tests.classroom.handins.sent import desk, sent


def test_everybodys_newest_is_in_it_with_safe_names_and_plain_files(tmp_path: Path) -> None:
    at = desk(tmp_path)
    for user, files in (
        ("ada", {"a.md": b"old"}),
        ("ada", {"a.md": b"new", "A.md": b"other", "con?": b"x"}),
        ("bo", {}),
    ):
        receive(at, Week(3, None), user, sent(files))
    with at.sessions() as session:
        path = write_archive(at.handins, newest_of_each(session, 3), tmp_path / "out")
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        assert archive.read("week3/ada/2-a.md") == b"new"
        modes = {one.external_attr >> 16 for one in archive.infolist()}
    assert names == {
        *("week3/ada/assignment.ipynb", "week3/ada/A.md", "week3/ada/2-a.md"),
        *("week3/ada/con_", "week3/bo/assignment.ipynb"),
    }
    assert modes == {0o100644}


def test_nothing_is_left_of_an_archive_that_could_not_be_made(tmp_path: Path) -> None:
    at = desk(tmp_path)
    receive(at, Week(3, None), "ada", sent())
    (at.handins / "week3/ada/0001").rename(at.handins / "week3/ada/gone")
    with at.sessions() as session, pytest.raises(ClassroomError, match="handin-damaged"):
        write_archive(at.handins, newest_of_each(session, 3), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
