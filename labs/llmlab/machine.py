"""What this lab may use: processors, memory and disk, by the container's limits first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# A container's memory on Linux (limit, use, statistics), in version 2 and 1 of control groups.
_CGROUPS = (
    ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current", "sys/fs/cgroup/memory.stat"),
    (
        "sys/fs/cgroup/memory/memory.limit_in_bytes",
        "sys/fs/cgroup/memory/memory.usage_in_bytes",
        "sys/fs/cgroup/memory/memory.stat",
    ),
)
# Version 1 writes "no limit" as a huge number.
_NO_LIMIT = 1 << 60


@dataclass(frozen=True)
class Machine:
    """The room a lab has.

    Attributes:
        cpus: processors, may be a fraction; 0 when unknown.
        memory: bytes in all; 0 when unknown.
        memory_used: bytes in use that cannot be given back at once; 0 when unknown.
        disk_free: bytes free where the home lies.
    """

    cpus: float
    memory: int
    memory_used: int
    disk_free: int

    @property
    def memory_free(self) -> int:
        """Return the bytes of memory that can still be taken."""
        return max(0, self.memory - self.memory_used)


def read_machine(environ: Mapping[str, str], home: Path, root: Path = Path("/")) -> Machine:
    """Look at the limits of the container, or at the whole computer where there are none."""
    limit, used = _memory(root)
    return Machine(
        cpus=_number(environ.get("CPU_LIMIT")) or float(os.cpu_count() or 0),
        memory=int(_number(environ.get("MEM_LIMIT"))) or limit or _physical_memory(),
        memory_used=used,
        disk_free=shutil.disk_usage(home).free,
    )


def _number(text: str | None) -> float:
    """Return the number in a text, 0 when there is none."""
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _memory(root: Path) -> tuple[int, int]:
    """Return (limit, use) of the control group in bytes, each 0 when unknown or unlimited."""
    for limit_file, use_file, stat_file in _CGROUPS:
        if (root / use_file).exists():
            limit = int(_number(_read(root / limit_file)))
            # Cached files are given back when memory gets short, so they are not "used"; nor are
            # those that were read twice, such as a library's.
            statistics = _read(root / stat_file)
            cached = sum(_statistic(statistics, f"{kind}active_file") for kind in ("in", ""))
            return limit if limit < _NO_LIMIT else 0, max(
                int(_number(_read(root / use_file))) - cached, 0
            )
    return 0, 0


def _read(path: Path) -> str:
    """Return a file's text, empty when it cannot be read ("max" reads as no number later)."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _statistic(text: str, name: str) -> int:
    """Return one figure of a `name value` list; the total of the group where both are given."""
    figures = dict(line.split(maxsplit=1) for line in text.splitlines() if " " in line)
    return int(_number(figures.get(f"total_{name}", figures.get(name))))


def _physical_memory() -> int:
    """Return the computer's memory in bytes, 0 where the system does not say (Windows)."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0
