"""What the tests of the labs need of `bench.student_lab`, and where their models come from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.student_lab import UID, VERSION, StudentLab, docker
from bench.student_lab import student_lab as any_lab
from scripts.stages import ROOT

__all__ = [
    "ROOT",
    "UID",
    "VERSION",
    "StudentLab",
    "docker",
    "find_store",
    "helper_volume",
    "student_lab",
]

NOTEBOOK_IMAGE = os.environ.get("LLMHUB_TEST_NOTEBOOK_IMAGE", f"llmhub/base-slim:{VERSION}")


def find_store() -> Path | None:
    """Return a release of the model store: of the hub under test, a named one, or the host's."""
    state = os.environ.get("LLMHUB_TEST_STATE", "/srv/llmhub")
    for name in (os.environ.get("LLMHUB_TEST_STORE", ""), f"{state}/models/current"):
        if name and (Path(name) / "models.json").is_file():
            return Path(name).resolve()
    return None


def helper_volume() -> list[str]:
    """Return the option that puts this checkout's `llmlab` over the image's, while writing it."""
    if os.environ.get("LLMHUB_TEST_LLMLAB") != "checkout":
        return []
    installed = "/opt/kernel/lib/python3.13/site-packages/llmlab"
    return [f"--volume={ROOT / 'labs/llmlab'}:{installed}:ro"]


@contextmanager
def student_lab(
    home: Path, store: Path, image: str = NOTEBOOK_IMAGE, mode: str = "ro"
) -> Iterator[StudentLab]:
    """Start a lab with the tests' own programs at /opt/tests; see `bench.student_lab`."""
    programs = ROOT / "tests/labs/in_image"
    with any_lab(home, store, image, mode, programs=programs, limits=helper_volume()) as lab:
        yield lab
