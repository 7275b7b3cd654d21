"""On what it was measured: a few facts without which no figure means anything."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `bench.gpu` reads the machine where Docker's library is not
    import docker

ROOT = Path(__file__).resolve().parent.parent


def describe(client: docker.APIClient, image: str, sidecar: str) -> dict[str, str]:
    """Return the machine, its load before the run, and the versions."""
    told = client.version()
    return {
        "machine": f"{os.cpu_count()} cores ({processor()}), {memory():.0f} GiB",
        "system": platform.platform(),
        "load average before": " ".join(f"{each:.1f}" for each in os.getloadavg()),
        "engine": f"Docker {told['Version']}, cgroup v{client.info().get('CgroupVersion', '?')}",
        "images": f"{image}, {sidecar}",
        "source": source(),
        "measured": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def processor(path: Path = Path("/proc/cpuinfo")) -> str:
    """Return the processor's name as the kernel tells it."""
    for line in path.read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def memory() -> float:
    """Return the machine's memory in GiB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def source() -> str:
    """Return the commit that is measured, and whether files differ from it."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    except FileNotFoundError:
        return "no git here"
    return done.stdout.strip() or "no git here"
