"""Disks: where there is room for the images, and how much is enough."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from llmhub.ops.checks import host
from llmhub.ops.checks.host import GIB


@pytest.mark.parametrize(
    ("free", "building", "wanted"),
    [
        (GIB // 2, False, ("FAIL", "disk-full")),
        (5 * GIB, False, ("WARN", "disk-low")),
        (20 * GIB, False, ("OK", "disk")),
        (14 * GIB, True, ("FAIL", "disk-full")),
        (20 * GIB, True, ("WARN", "disk-low")),
        (30 * GIB, True, ("OK", "disk")),
    ],
)
def test_disk(free: int, building: bool, wanted: tuple[str, str]) -> None:
    found = host.disk(free, 100 * GIB, Path("/srv"), building=building)
    assert (found.level.value, found.code) == wanted


@pytest.mark.parametrize(
    ("state", "docker_root", "wanted"),
    [
        ("state", "docker", [("docker", "FAIL")]),
        ("other/state", "docker", [("docker", "FAIL"), ("other", "WARN")]),
        ("not/there/yet", "docker", [("docker", "FAIL")]),
    ],
    ids=["one-disk", "two-disks", "a-folder-to-be-made"],
)
def test_images_are_built_where_docker_keeps_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    docker_root: str,
    wanted: list[tuple[str, str]],
) -> None:
    for name in ("docker", "other"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(host, "device", lambda path: "other" in path.parts)
    usage = SimpleNamespace(total=100 * GIB, free=5 * GIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    found = list(host.disks(tmp_path / state, tmp_path / docker_root, building=True))
    assert [(f.text.rpartition("/")[2], f.level.value) for f in found] == wanted
