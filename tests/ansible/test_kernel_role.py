"""Limits of the kernel: raised where they are too low, never lowered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ansible.playbook import evaluated

SETTINGS = {"fs.watches": 524288, "net.filter": 1}


def read(name: str, value: int, rc: int = 0, stdout: str = "") -> dict[str, object]:
    """Return what reading one setting gave."""
    return {"item": {"key": name, "value": value}, "rc": rc, "stdout": stdout}


@pytest.mark.parametrize(
    ("watches", "kept"),
    [
        (read("fs.watches", 524288, stdout="8192"), 524288),
        (read("fs.watches", 524288, stdout="524288"), 524288),
        (read("fs.watches", 524288, stdout="1048576"), 1048576),
        (read("fs.watches", 524288, rc=1), 524288),
    ],
    ids=["lower", "equal", "higher", "unreadable"],
)
def test_what_the_next_boot_gets(tmp_path: Path, watches: dict[str, object], kept: int) -> None:
    found = {"results": [watches, read("net.filter", 1, stdout="1")]}
    told = evaluated(tmp_path, "kernel", "kernel_file", kernel_has=found, kernel_settings=SETTINGS)
    assert told.splitlines()[1:] == [f"fs.watches = {kept}", "net.filter = 1"]
