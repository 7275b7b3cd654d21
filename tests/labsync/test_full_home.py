"""A file system that really is full: nothing half written, and the next update goes through."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.probes import said_by

ALONE = ["unshare", "--mount"]


@cache
def why_not() -> str:
    """Return what is in the way of a file system of one's own, "" where nothing is."""
    if os.geteuid() != 0:
        return "only root mounts"
    trial = [*ALONE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        tried = subprocess.run(trial, check=False, capture_output=True, text=True)
    except FileNotFoundError as error:
        return str(error)
    return "" if tried.returncode == 0 else tried.stderr.strip()


def test_a_full_home_is_left_as_it_is_until_there_is_room(tmp_path: Path) -> None:
    if reason := why_not():
        pytest.skip(f"a small file system cannot be mounted: {reason}")
    found = said_by("tests.labsync.full_probe", str(tmp_path), room="images/base", alone=ALONE)
    assert not found["full"]["complete"]
    files = found["full"]["files"]
    assert files.pop("same.md") == ["unchanged", ""]
    assert {tuple(one) for one in files.values()} == {("skipped", "SYNC-DISK-FULL")}
    assert found["changed"] == []
    assert found["room"]["complete"]
    assert found["room"]["files"]["ask.py"] == ["merged", ""]
    assert "return 1" in found["lab"]["ask.py"]
    assert "MODEL = 'b'" in found["lab"]["ask.py"]
    assert "mine = 1" in found["lab"]["lab.ipynb"]
