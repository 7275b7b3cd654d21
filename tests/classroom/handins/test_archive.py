"""The archive holds everybody's newest hand-in under names that unpack anywhere."""

import zipfile
from pathlib import Path

import pytest

from classroom.handins import archive as archive_module
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
        path = write_archive(at.handins, newest_of_each(session, 3), tmp_path / "out").path
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        assert archive.read("week3/ada/2-a.md") == b"new"
        modes = {one.external_attr >> 16 for one in archive.infolist()}
    assert names == {
        *("week3/ada/assignment.ipynb", "week3/ada/A.md", "week3/ada/2-a.md"),
        *("week3/ada/con_", "week3/bo/assignment.ipynb"),
    }
    assert modes == {0o100644}


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_damaged_hand_in_is_told_of_and_keeps_nobody_elses_back(tmp_path: Path, how: str) -> None:
    at = desk(tmp_path)
    for user in ("ada", "bo", "cyd"):
        receive(at, Week(3, None), user, sent({"z.md": b"mine"}))
    place = at.handins / "week3/bo/0001"
    if how == "gone":
        place.rename(place.with_name("gone"))
    else:
        (place / "z.md").chmod(0o600)
        (place / "z.md").write_bytes(b"other")
    with at.sessions() as session:
        made = write_archive(at.handins, newest_of_each(session, 3), tmp_path / "out")
    with zipfile.ZipFile(made.path) as archive:
        names, words = archive.namelist(), archive.read("week3/DAMAGED.txt").decode()
    assert names == [
        *(
            f"week3/{user}/{name}"
            for user in ("ada", "cyd")
            for name in ("assignment.ipynb", "z.md")
        ),
        "week3/DAMAGED.txt",
    ]
    assert [one.user for one in made.damaged] == ["bo"]
    assert words.startswith("bo: week3, number 1: ")
    assert "Ask the admin for the backup." in words


def test_nothing_is_left_of_an_archive_that_could_not_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk(tmp_path)
    receive(at, Week(3, None), "ada", sent())

    def full(*said: object) -> bytes:
        raise OSError("no space is left")

    monkeypatch.setattr(archive_module, "read", full)
    with at.sessions() as session, pytest.raises(OSError, match="no space"):
        write_archive(at.handins, newest_of_each(session, 3), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
