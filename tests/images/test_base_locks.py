"""The locks of the notebook images agree with the one list of versions and with each other."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

BASE = Path(__file__).parents[2] / "images" / "base"
KERNEL = ("kernel-slim.txt", "kernel.txt", "torch-cuda.txt")
LOCKS = ("server.txt", *KERNEL)
ALL = [path.name for path in sorted(BASE.glob("*.txt"))]


def pins(path: Path) -> dict[str, str]:
    """Return name and version of every `name==version` line."""
    found = re.findall(r"^([a-z0-9._-]+)==([^\s\\;]+)", path.read_text(encoding="utf-8"), re.M)
    return dict(found)


VERSIONS = pins(BASE.parent / "versions.in")


@pytest.mark.parametrize("name", ALL)
def test_every_version_in_the_list_is_the_locked_one(name: str) -> None:
    # The part behind a plus names a build (2.14.1+cpu), not a version.
    locked = {name: full.partition("+")[0] for name, full in pins(BASE / name).items()}
    assert locked
    assert {p: v for p, v in locked.items() if v != VERSIONS.get(p, v)} == {}


@pytest.mark.parametrize("name", ALL)
def test_every_package_has_hashes(name: str) -> None:
    text = (BASE / name).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        if "==" in entry:
            assert "--hash=sha256:" in entry, entry


def test_no_lock_names_a_place_to_download_from() -> None:
    for name in ALL:
        assert "://" not in (BASE / name).read_text(encoding="utf-8")


def test_the_layers_of_the_kernel_agree() -> None:
    merged: dict[str, str] = {}
    for name in KERNEL:
        for package, version in pins(BASE / name).items():
            assert merged.setdefault(package, version) == version, package


def test_the_slim_layer_is_part_of_the_course() -> None:
    assert set(pins(BASE / "kernel-slim.txt")) <= set(pins(BASE / "kernel.txt"))


def test_torch_and_cuda_are_in_their_own_lock_alone() -> None:
    heavy = re.compile(r"torch|triton|nvidia-.*|cuda-.*|faiss-gpu.*")
    assert not [name for name in pins(BASE / "kernel.txt") if heavy.fullmatch(name)]
    assert not [name for name in pins(BASE / "kernel-slim.txt") if heavy.fullmatch(name)]
    assert "faiss-cpu" in pins(BASE / "kernel.txt")
    assert "torch" in pins(BASE / "torch-cuda.txt")


def test_what_costs_time_at_the_start_is_not_installed() -> None:
    server = pins(BASE / "server.txt")
    for line in (BASE / "server-excludes.in").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert line not in server
    assert "rfc3987-syntax" not in server
    assert "debugpy" not in pins(BASE / "kernel.txt")


def test_every_package_of_the_course_is_explained() -> None:
    readme = (BASE / "README.md").read_text(encoding="utf-8")
    for name in ("server.in", "kernel-slim.in", "kernel.in"):
        for line in (BASE / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert f"| `{line}` |" in readme, line


def test_a_missing_lock_is_named(tmp_path: Path) -> None:
    script = BASE / "install-kernel.sh"
    result = subprocess.run(
        [script, tmp_path / "torch-cpu.txt"], check=False, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert result.stderr.startswith("B01: there is no lock torch-cpu.txt")
