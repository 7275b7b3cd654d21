"""The line about the GPU in the container's log: where it is said, and that nobody waits for it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from llmserver import card

MEANT = {"LLMLAB_GPU": "1"}


def said_in(file: Path) -> str:
    """Return what stands in a file, as soon as something does."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text(encoding="utf-8")):
            return text
        time.sleep(0.05)
    raise AssertionError("nothing was said")


def test_the_start_does_not_wait(tmp_path: Path) -> None:
    file = tmp_path / "said"
    started = time.monotonic()
    card.announce(MEANT, ("sh", "-c", f"sleep 2; echo late > {file}"))
    assert time.monotonic() - started < 1
    assert said_in(file) == "late\n"


def test_a_lab_without_a_gpu_is_not_asked(tmp_path: Path) -> None:
    assert card.is_expected({}, tmp_path / "nvidiactl") is False
    assert card.is_expected({"LLMLAB_GPU": "0"}, tmp_path / "nvidiactl") is False
    assert card.is_expected(MEANT, tmp_path / "nvidiactl") is True


def test_any_image_speaks_of_a_gpu_that_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "nvidiactl").touch()
    assert card.is_expected({}, tmp_path / "nvidiactl") is True


def test_a_start_goes_on_without_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    card.announce(MEANT)
    assert capsys.readouterr().err.startswith("llmhub: N08: ")
