"""Files and folders that the student has closed, also to themselves."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from labsync.report import Report

from tests.labsync.homes import Content, World, told

UID = 20007  # any but root, who may read everything
OLD: dict[str, Content] = {"sub/a.txt": "one\n", "b.txt": "one\n", "c.txt": "one\n"}
NEW: dict[str, Content] = {"sub/a.txt": "two\n", "b.txt": "two\n", "c.txt": "two\n"}


@pytest.fixture
def world() -> Iterator[World]:
    """A world whose home can be given to another user; pytest's own folders are closed to them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        made = World(Path(folder))
        made.begin(OLD)
        made.release(NEW)
        yield made
        subprocess.run(["chmod", "-R", "u+rwX", str(made.home)], check=True)


def update(world: World) -> Report:
    """Run an update as a user that rights count for: root is somebody else meanwhile."""
    if os.geteuid() != 0:
        return world.update()
    subprocess.run(["chown", "-R", f"{UID}:{UID}", str(world.home)], check=True)
    os.setegid(UID)
    os.seteuid(UID)
    try:
        return world.update()
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.parametrize(
    ("name", "mode", "failing"),
    [
        ("sub", 0o000, {"sub/a.txt"}),
        ("sub", 0o400, {"sub/a.txt"}),
        ("sub", 0o500, {"sub/a.txt"}),
        ("b.txt", 0o000, {"b.txt"}),
        ("b.txt", 0o200, {"b.txt"}),
        (".", 0o500, {"b.txt", "c.txt"}),
    ],
)
def test_what_cannot_be_read_or_written_fails_alone(
    world: World, name: str, mode: int, failing: set[str]
) -> None:
    (world.lab / name).chmod(mode)
    assert told(update(world)) == {
        path: ("failed", "SYNC-UNREADABLE") if path in failing else ("delivered", "")
        for path in OLD
    }


def test_a_read_only_file_is_replaced_and_stays_read_only(world: World) -> None:
    (world.lab / "b.txt").chmod(0o444)
    assert update(world).complete
    assert world.read("b.txt") == "two\n"
    assert (world.lab / "b.txt").stat().st_mode & 0o777 == 0o444


@pytest.mark.parametrize("name", ["labs/week3", "labs", ".llmhub"])
def test_a_closed_folder_of_ours_stops_the_run(world: World, name: str) -> None:
    (world.home / name).chmod(0o000)
    assert update(world).code == ("SYNC-STORE" if name == ".llmhub" else "SYNC-FOLDER")


def test_root_does_not_act_on_a_students_behalf(world: World) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be refused as root")
    subprocess.run(["chown", "-R", f"{UID}:{UID}", str(world.home)], check=True)
    assert world.update().code == "SYNC-OWNER"
    assert world.read("b.txt") == "one\n"
