"""Whether this host has an NVIDIA GPU: what its driver says, or what is on its bus."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

DEVICES = Path("/sys/bus/pci/devices")
NVIDIA = "0x10de"
DISPLAY = "0x03"
"""How the class of a graphics card begins; the same card has a sound device too."""


def is_on_bus(devices: Path = DEVICES) -> bool:
    """Whether a graphics card of NVIDIA's is in this host, with or without a driver.

    One whose driver is not loaded must not quietly get what serves the CPU alone.
    """
    return any(
        _read(device / "vendor") == NVIDIA and _read(device / "class").startswith(DISPLAY)
        for device in devices.glob("*")
    )


def is_listed() -> bool:
    """Whether `nvidia-smi` lists one: in some virtual machines only the driver sees it."""
    if not shutil.which("nvidia-smi"):
        return False
    done = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "GPU" in done.stdout


def is_here(devices: Path = DEVICES) -> bool:
    """Whether this host has a GPU to serve."""
    return is_on_bus(devices) or is_listed()


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
