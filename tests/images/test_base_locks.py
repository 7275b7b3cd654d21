"""The locks of the notebook images agree with the one list of versions and with each other."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.images.lock_files import BASE, GPU, pins, wanted

# Every lock of a kernel, in the order of their layers; the last two are of different images.
KERNEL = [BASE / name for name in ("kernel-slim.txt", "torch-cuda.txt", "kernel.txt")]
TOPS = [BASE / "faiss.txt", GPU / "gpu.txt"]
ALL = [*sorted(BASE.glob("*.txt")), *sorted(GPU.glob("*.txt"))]
VERSIONS = pins(BASE.parent / "versions.in")


@pytest.mark.parametrize("lock", ALL, ids=lambda lock: lock.name)
def test_every_version_in_the_list_is_the_locked_one(lock: Path) -> None:
    # The part behind a plus names a build (2.14.1+cpu), not a version.
    locked = {name: full.partition("+")[0] for name, full in pins(lock).items()}
    assert locked
    assert {p: v for p, v in locked.items() if v != VERSIONS.get(p, v)} == {}


@pytest.mark.parametrize("lock", ALL, ids=lambda lock: lock.name)
def test_every_package_has_hashes(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        if "==" in entry:
            assert "--hash=sha256:" in entry, entry


def test_no_lock_names_a_place_to_download_from() -> None:
    for lock in ALL:
        assert "://" not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize("top", TOPS, ids=lambda lock: lock.name)
def test_the_layers_of_a_kernel_agree(top: Path) -> None:
    merged: dict[str, str] = {}
    for lock in (*KERNEL, top):
        for package, version in pins(lock).items():
            assert merged.setdefault(package, version) == version, package


def test_the_slim_layer_is_part_of_the_course() -> None:
    assert set(pins(BASE / "kernel-slim.txt")) <= set(pins(BASE / "kernel.txt"))


def test_nothing_is_locked_twice_for_the_gpu_image() -> None:
    assert set(pins(GPU / "gpu.txt")) & set(pins(*KERNEL)) == set()


def test_torch_and_cuda_are_in_their_own_lock_alone() -> None:
    heavy = re.compile(r"torch|triton|nvidia-.*|cuda-.*|faiss-.*")
    for name in ("kernel-slim.txt", "kernel.txt"):
        assert not [package for package in pins(BASE / name) if heavy.fullmatch(package)]
    assert "torch" in pins(BASE / "torch-cuda.txt")


def test_each_image_has_its_own_faiss() -> None:
    """Both packages are one module, so they can never be in the same environment."""
    assert [name for name in pins(BASE / "faiss.txt") if "faiss" in name] == ["faiss-cpu"]
    assert [name for name in pins(GPU / "gpu.txt") if "faiss" in name] == ["faiss-gpu"]


def test_what_is_left_out_is_not_installed() -> None:
    for excludes, locks in (
        (BASE / "server-excludes.in", [BASE / "server.txt"]),
        (BASE / "kernel-excludes.in", [*KERNEL, *TOPS]),
        (GPU / "excludes.in", [*KERNEL, *TOPS]),
    ):
        assert wanted(excludes)
        assert set(wanted(excludes)) & set(pins(*locks)) == set()


@pytest.mark.parametrize(
    ("folder", "names"),
    [(BASE, ("server.in", "kernel-slim.in", "kernel.in", "faiss.in")), (GPU, ("gpu.in",))],
)
def test_every_package_of_the_course_is_explained(folder: Path, names: tuple[str, ...]) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for package in (package for name in names for package in wanted(folder / name)):
        assert f"| `{package}` |" in readme, package


def test_a_missing_lock_is_named(tmp_path: Path) -> None:
    script = BASE / "install-kernel.sh"
    result = subprocess.run(
        [script, tmp_path / "torch-cpu.txt"], check=False, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert result.stderr.startswith("B01: there is no lock torch-cpu.txt")
