"""The archive of a home: complete, private, and deaf to hostile names and links."""

import os
import tarfile
from datetime import datetime
from pathlib import Path

import pytest

from llmhub.accounts import archive, leaving
from llmhub.errors import LabError
from llmhub.layout import StateLayout

AT = datetime(2026, 5, 4, 12, 30, 1)
HOSTILE = [
    "-rf",
    "a b",
    "line\nend",
    "../x".replace("/", "\u2215"),
    "\udcff\udcfe",
    "ünï",
    "x" * 200,
]


def members(path: Path) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(path) as tar:
        return {member.name: member for member in tar}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "week1").mkdir(parents=True)
    (home / "week1" / "lab.ipynb").write_text("{}")
    return home


def test_archive_has_every_file_and_is_private(home: Path, tmp_path: Path) -> None:
    for name in HOSTILE:
        (home / name).write_text(name.encode("utf-8", "surrogateescape").hex())
    target = tmp_path / "archive" / "ada.tar.gz"
    entries = archive.save(home, target)
    assert entries == 2 + len(HOSTILE) == len(members(target))
    assert set(members(target)) >= {f"home/{name}" for name in HOSTILE}
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_links_are_kept_and_never_followed(home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "token").write_text("hidden")
    (home / "folder").symlink_to(secret)
    (home / "file").symlink_to(secret / "token")
    (home / "loop").symlink_to(home)
    target = tmp_path / "ada.tar.gz"
    archive.save(home, target)
    found = members(target)
    assert {name for name, member in found.items() if member.issym()} == {
        "home/folder",
        "home/file",
        "home/loop",
    }
    assert not any("token" in name for name in found)


def test_link_swapped_in_at_the_last_moment_is_refused(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    lab = home / "week1" / "lab.ipynb"
    real = archive.opened

    def swap_first(folder: int, name: str) -> object:
        lab.unlink()
        lab.symlink_to(secret)
        return real(folder, name)

    monkeypatch.setattr(archive, "opened", swap_first)
    target = tmp_path / "ada.tar.gz"
    with pytest.raises(LabError, match="archive-failed"):
        archive.save(home, target)
    assert not target.exists()


def test_home_that_was_never_made_gives_an_empty_archive(tmp_path: Path) -> None:
    target = tmp_path / "ada.tar.gz"
    assert archive.save(tmp_path / "home", target) == 0
    assert members(target) == {}


def test_home_that_is_a_link_is_refused(home: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(home)
    with pytest.raises(LabError, match="archive-failed"):
        archive.save(link, tmp_path / "ada.tar.gz")


def test_pipes_and_sockets_hold_up_nothing(home: Path, tmp_path: Path) -> None:
    os.mkfifo(home / "pipe")
    assert archive.save(home, tmp_path / "ada.tar.gz") == 2


def test_file_that_shrinks_meanwhile_is_padded(home: Path) -> None:
    path = home / "short"
    path.write_bytes(b"abc")
    with path.open("rb") as file:
        steady = archive.Steady(file, 5)
        assert steady.read(4) + steady.read(4) + steady.read() == b"abc\0\0"


def test_damaged_archive_is_noticed_and_not_left(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = archive.write

    def damage(source: Path, part: Path) -> int:
        entries = real(source, part)
        part.write_bytes(part.read_bytes()[:-20])
        return entries

    monkeypatch.setattr(archive, "write", damage)
    with pytest.raises(LabError, match="archive-failed"):
        archive.save(home, tmp_path / "out" / "ada.tar.gz")
    assert not list((tmp_path / "out").iterdir())


def test_folders_of_a_deleted_account_go_where_no_namesake_finds_them(tmp_path: Path) -> None:
    layout = StateLayout(tmp_path)
    home = layout.student("ada").home
    home.mkdir(parents=True)
    (home / "work.txt").write_text("mine")
    target = leaving.set_aside(layout, "ada", 20000, AT)
    assert target == layout.archive / "ada-20000-20260504T123001"
    assert (target / "home" / "work.txt").read_text() == "mine"
    assert not layout.student("ada").root.exists()
    assert leaving.set_aside(layout, "ada", 20001, AT) is None
