"""Whether a host has a GPU: its driver says so, or the card is there without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from images.build import gpu


def make_device(devices: Path, name: str, vendor: str, kind: str) -> None:
    device = devices / name
    device.mkdir(parents=True)
    (device / "vendor").write_text(f"{vendor}\n")
    (device / "class").write_text(f"{kind}\n")


@pytest.mark.parametrize(
    ("vendor", "kind", "there"),
    [
        ("0x10de", "0x030000", True),
        ("0x10de", "0x030200", True),  # a card without a screen, as in servers
        ("0x10de", "0x040300", False),  # the card's sound
        ("0x8086", "0x030000", False),
        ("0x1af4", "0x020000", False),
    ],
)
def test_card_on_the_bus(tmp_path: Path, vendor: str, kind: str, there: bool) -> None:
    make_device(tmp_path, "0000:00:01.0", "0x8086", "0x060100")
    make_device(tmp_path, "0000:01:00.0", vendor, kind)
    assert gpu.is_on_bus(tmp_path) is there


def test_host_without_a_bus_has_none(tmp_path: Path) -> None:
    assert gpu.is_on_bus(tmp_path / "nowhere") is False


@pytest.mark.parametrize(
    ("script", "there"),
    [
        ("echo 'GPU 0: NVIDIA H100 (UUID: GPU-1)'", True),
        ("echo 'No devices were found'", False),
        ("echo 'NVIDIA-SMI has failed because it could not talk to the driver'; exit 9", False),
        (None, False),
    ],
)
def test_card_that_the_driver_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, there: bool
) -> None:
    if script:
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gpu.is_listed() is there


def test_card_without_a_working_driver_is_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    make_device(tmp_path / "devices", "0000:01:00.0", "0x10de", "0x030200")
    assert gpu.is_here(tmp_path / "devices") is True
    assert gpu.is_here(tmp_path / "none") is False
