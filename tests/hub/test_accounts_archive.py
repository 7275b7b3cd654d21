"""The archive of a home: complete, private, and deaf to hostile names and links."""

import os
import socket
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import pytest

from llmhub.accounts import archive
from llmhub.errors import LabError

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
    archive.save(home, target)
    names = ["home", "home/week1", "home/week1/lab.ipynb", *(f"home/{name}" for name in HOSTILE)]
    assert sorted(members(target)) == sorted(names)
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_archive_names_owners_by_number_alone(home: Path, tmp_path: Path) -> None:
    lab = home / "week1" / "lab.ipynb"
    if os.geteuid() == 0:
        os.chown(lab, 20007, 20007)
    lab.chmod(0o640)
    archive.save(home, tmp_path / "ada.tar.gz")
    found = members(tmp_path / "ada.tar.gz")
    assert {one.uname + one.gname for one in found.values()} == {""}
    kept = found["home/week1/lab.ipynb"]
    assert (kept.uid, kept.mode) == (lab.stat().st_uid, 0o640)


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


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Do the same again and again in a thread of its own, until the block ends."""
    done = Event()

    def repeat() -> None:
        while not done.is_set():
            act()

    thread = Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_links_swapped_in_all_the_time_lead_nowhere(home: Path, tmp_path: Path) -> None:
    """A student exchanges a folder and a file for links while the archive is made."""
    secret, target = tmp_path / "secret", tmp_path / "ada.tar.gz"
    (secret / "week1").mkdir(parents=True)
    (secret / "week1" / "lab.ipynb").write_text("hidden")
    (home / "week2").symlink_to(secret / "week1")

    def swap() -> None:
        for old, new in (
            ("week1", "away"),
            ("week2", "week1"),
            ("week1", "week2"),
            ("away", "week1"),
        ):
            (home / old).rename(home / new)

    with meanwhile(swap):
        for _ in range(30):
            archive.save(home, target)
            with tarfile.open(target) as tar:
                held = [tar.extractfile(one) for one in tar if one.isfile()]
                assert b"hidden" not in [file.read() for file in held if file]


def test_file_that_changes_meanwhile_is_no_failure(home: Path, tmp_path: Path) -> None:
    lengths = cycle(range(0, 10_000, 100))
    with (home / "log").open("wb") as log, meanwhile(lambda: log.truncate(next(lengths))):
        for number in range(10):
            archive.save(home, tmp_path / f"{number}.tar.gz")


def test_home_that_was_never_made_gives_an_empty_archive(tmp_path: Path) -> None:
    target = tmp_path / "ada.tar.gz"
    archive.save(tmp_path / "home", target)
    assert members(target) == {}


def test_home_that_is_a_link_is_refused(home: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(home)
    with pytest.raises(LabError, match="archive-failed"):
        archive.save(link, tmp_path / "out" / "ada.tar.gz")
    assert not list((tmp_path / "out").iterdir())


def test_pipes_and_sockets_hold_up_nothing(home: Path, tmp_path: Path) -> None:
    os.mkfifo(home / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(home / "socket"))
        archive.save(home, tmp_path / "ada.tar.gz")
    files = {name for name, one in members(tmp_path / "ada.tar.gz").items() if one.isfile()}
    assert files == {"home/week1/lab.ipynb"}


def test_file_of_exabytes_without_content_takes_no_time(home: Path, tmp_path: Path) -> None:
    with (home / "huge").open("wb") as file:
        for size in (2**62, 2**43):  # as much as the file system allows
            with suppress(OSError):
                file.truncate(size)
                break
        file.seek(2**40)
        file.write(b"far out")
    target = tmp_path / "ada.tar.gz"
    start = time.monotonic()
    archive.save(home, target)
    assert time.monotonic() - start < 10
    assert target.stat().st_size < 100_000
    assert members(target)["home/huge"].size == (home / "huge").stat().st_size >= 2**43


def test_damaged_archive_is_noticed_and_not_left(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "noise").write_bytes(os.urandom(100_000))
    for damage in ("head -c -20", "head -c -4", "head -c 50000", "sed s/a/b/"):
        spoilt = [f"--use-compress-program=sh -c 'gzip | {damage}'"]
        monkeypatch.setattr(archive, "CREATE", (*archive.CREATE[:6], *spoilt))
        with pytest.raises(LabError, match="archive-failed"):
            archive.save(home, tmp_path / "out" / "ada.tar.gz")
        assert not list((tmp_path / "out").iterdir()), damage


def test_disk_that_is_full_is_noticed(home: Path) -> None:
    with Path("/dev/full").open("wb") as full, pytest.raises(OSError, match=r"gzip|status|tar"):
        archive.run([*archive.CREATE, *archive.contents(home)], target=full)


def test_second_archive_of_the_same_moment_spoils_not_the_first(home: Path, tmp_path: Path) -> None:
    with archive.new_file(tmp_path / ".ada.tar.gz.part") as first:
        with pytest.raises(LabError, match="archive-failed"):
            archive.save(home, tmp_path / "ada.tar.gz")
        assert Path(first.name).exists()
