"""Is there room for one more student? Pure, but for one look at /proc/meminfo."""

from __future__ import annotations

from pathlib import Path

from llmhub.errors import PairError

MEMINFO = Path("/proc/meminfo")


def check_memory(available: int, reserve: int) -> None:
    """Raise PairError `no-memory` unless `available` bytes are at least `reserve`."""
    if available < reserve:
        raise PairError(
            "no-memory",
            f"No memory is left for one more student ({available // 2**20} MB free, "
            f"{reserve // 2**20} MB needed). Try again in a few minutes, or tell your instructor.",
        )


def available_memory(meminfo: Path = MEMINFO) -> int:
    """Return the host's available memory in bytes, as the kernel estimates it (MemAvailable)."""
    for line in meminfo.read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    raise PairError("no-meminfo", f"{meminfo} does not tell the available memory.")
