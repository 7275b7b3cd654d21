"""Things in a home that are made to lead an update astray."""

from __future__ import annotations

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from tests.labsync.homes import Content, World, snapshot
from tests.labsync.lesson import BASE, THEIRS

TEXTS = ("ask.py", "sub/deep/data.txt", "fine.md")
OLD: dict[str, Content] = {"lab.ipynb": BASE, **dict.fromkeys(TEXTS, "one\n")}
NEW: dict[str, Content] = {"lab.ipynb": THEIRS, **dict.fromkeys(TEXTS, "two\n")}
SECRET = "somebody else's\n"


def link_to_a_file(world: World, path: Path) -> None:
    path.symlink_to(world.root / "outside/secret.txt")


def hanging_link(world: World, path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


def link_to_itself(world: World, path: Path) -> None:
    path.symlink_to(path)


def way_out(world: World, path: Path) -> None:
    path.symlink_to("../../../outside/secret.txt")


def pipe(world: World, path: Path) -> None:
    os.mkfifo(path)


def ear(world: World, path: Path) -> None:
    """Listen at a socket; by its short name, for a long one is refused."""
    here = os.open(path.parent, os.O_PATH)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)


def endless_device(world: World, path: Path) -> None:
    """A copy of /dev/zero: whoever reads it never comes to an end."""
    make_device(path, stat.S_IFCHR, os.makedev(1, 5))


def disk_device(world: World, path: Path) -> None:
    """A door to a memory disk, around every file's rights."""
    make_device(path, stat.S_IFBLK, os.makedev(1, 0))


def make_device(path: Path, kind: int, number: int) -> None:
    """Make a device node that everybody may open, or skip the test where that is forbidden."""
    try:
        os.mknod(path, kind | 0o666, number)
    except PermissionError as error:
        pytest.skip(f"this account may not make device nodes: {error}")


def folder(world: World, path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("mine\n")


def huge(world: World, path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 10**9)


def deep(world: World, path: Path) -> None:
    path.write_text("[" * 200_000)


def deep_metadata(world: World, path: Path) -> None:
    inner = '{"a":' * 500 + "1" + "}" * 500
    whole = '{"nbformat": 4, "nbformat_minor": 5, "metadata": %s, "cells": []}'
    path.write_text(whole % inner)


def no_json(world: World, path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00no JSON")


def half_a_surrogate(world: World, path: Path) -> None:
    cell = {"cell_type": "raw", "id": "a", "metadata": {}, "source": "\ud800"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path.write_text(json.dumps(notebook))


def odd_cells(world: World, path: Path) -> None:
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7, null]}')


def old_format(world: World, path: Path) -> None:
    path.write_text('{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}')


def long_number(world: World, path: Path) -> None:
    path.write_text('{"nbformat": ' + "4" * 10_000 + "}")


DEVICES = [endless_device, disk_device]
NO_FILES = [link_to_a_file, hanging_link, link_to_itself, way_out, pipe, ear, folder, *DEVICES]
NO_NOTEBOOKS = [deep, deep_metadata, no_json, half_a_surrogate, odd_cells, old_format, long_number]


def lure(world: World) -> World:
    """Give a home with the first release, something outside it, and a second release to come."""
    outside = world.root / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET)
    (outside / "deep").mkdir()
    world.begin(OLD)
    world.release(NEW)
    return world


def outside_is_as_it_was(world: World) -> bool:
    return snapshot(world.root / "outside") == {"secret.txt": SECRET.encode()}


def others_arrived(world: World, *names: str) -> bool:
    return all(world.read(name) == NEW[name] for name in names)
