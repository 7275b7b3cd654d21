"""What a systemd in a container leaves in this machine's control groups, version 1.

It mounts every hierarchy that the kernel has. One that this machine had not mounted itself stays
when the container has gone, and then containerd finds no memory figures of any container.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path("/sys/fs/cgroup")


def mounts() -> list[str]:
    """Return options of `docker run`: the hierarchies that are mounted here, in a folder apart.

    Without the folder of its own the container would make others in this machine's.
    """
    binds = [f"--volume={one}:{one}:rw" for one in sorted(ROOT.iterdir()) if one.is_mount()]
    return [f"--tmpfs={ROOT}:mode=755", *binds]


def hierarchies() -> set[str]:
    """Return the hierarchies that the kernel knows, e.g. `memory` or `net_cls,net_prio`."""
    lines = Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines()
    return {line.split(":")[1] for line in lines} - {""}


@contextmanager
def left_as_found(patience: float = 30) -> Iterator[None]:
    """Forget the hierarchies that come up in the block, once nobody uses them any more."""
    before = hierarchies()
    yield
    end = time.monotonic() + patience
    while new := hierarchies() - before:
        assert time.monotonic() < end, f"these control groups stay: {new}"
        for name in new:
            forget(name)
        time.sleep(0.5)


def forget(hierarchy: str) -> None:
    """Remove what is below a hierarchy; unmounted without anything below it, it goes."""
    with TemporaryDirectory() as folder:
        mount = ["mount", "-t", "cgroup", "-o", hierarchy, "none", folder]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            return  # gone meanwhile
        for group in sorted(Path(folder).rglob("*/"), reverse=True):
            if group.is_dir():
                group.rmdir()
        subprocess.run(["umount", folder], check=True)
