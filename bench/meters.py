"""Processor time and memory: of containers as Docker reports them, of processes as /proc does."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import docker
from docker.errors import NotFound

from llmhub.docker.reading import usage
from llmhub.pair import Usage

TICKS = os.sysconf("SC_CLK_TCK")
ENGINE = ("dockerd", "containerd", "containerd-shim")
"""Docker's processes by the name the kernel keeps, which has 15 characters at most."""


def container_usage(client: docker.APIClient, name: str) -> Usage | None:
    """Return CPU seconds and working set (bytes) of a container, None if it does not run."""
    try:
        return usage(client.stats(name, stream=False, one_shot=True))
    except NotFound:
        return None


def engine_seconds(proc: Path = Path("/proc")) -> dict[str, float]:
    """Return CPU seconds of each of Docker's processes, with those of its children that ended.

    Other work that uses Docker at the same time is in it: there is one engine for all.
    """
    found = {}
    for stat in proc.glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:  # it ended meanwhile
            continue
        # "pid (name) state ...": utime, stime, cutime, cstime are fields 14 to 17.
        head, _, rest = text.rpartition(")")
        if head.partition("(")[2] in ENGINE:
            found[stat.parent.name] = sum(map(int, rest.split()[11:15])) / TICKS
    return found


def machine_seconds(proc: Path = Path("/proc")) -> float:
    """Return CPU seconds that all cores together have worked since boot."""
    fields = [int(each) for each in (proc / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle, waiting = fields[3], fields[4]
    return (sum(fields) - idle - waiting) / TICKS


class Meter:
    """CPU seconds between two looks, by part; `containers` are names by part."""

    def __init__(self, client: docker.APIClient, services: Mapping[str, str]) -> None:
        self.client = client
        self.services = services
        self.before = self._look()

    def _look(self) -> dict[str, Counter[str]]:
        own = os.times()
        parts = {
            "docker": Counter(engine_seconds()),
            "machine": Counter({"all": machine_seconds()}),
            "generator": Counter({"self": own.user + own.system}),
        }
        for part, name in self.services.items():
            used = container_usage(self.client, name)
            if used is not None:
                parts[part] = Counter({name: used.cpu_seconds})
        return parts

    def used(self) -> dict[str, float]:
        """Return what each part has used since the meter was made; new processes count whole."""
        now = self._look()
        return {
            part: sum(
                max(0.0, seconds - self.before.get(part, Counter()).get(one, 0.0))
                for one, seconds in counts.items()
            )
            for part, counts in now.items()
        }


def lab_usage(client: docker.APIClient, names: Iterable[str]) -> list[Usage | None]:
    """Return what each container uses, in the same order; None for one that does not run."""
    return [container_usage(client, name) for name in names]
