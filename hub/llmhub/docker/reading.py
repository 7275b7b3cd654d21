"""From what Docker reports to the state of a pair. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from llmhub import names
from llmhub.docker.containers import Place
from llmhub.pair import Address, Health, PairKey, PairState, Part, PartState, Usage

Report = Mapping[str, Any]

HEALTH = {
    # Made and never started: whoever was about to is gone, for a start holds the pair's lock.
    "created": Health.EXITED,
    "running": Health.RUNNING,
    "paused": Health.RUNNING,
    "restarting": Health.STARTING,
    "removing": Health.EXITED,
    "exited": Health.EXITED,
    "dead": Health.EXITED,
}


def parse_time(text: str) -> datetime | None:
    """Return Docker's time (nanoseconds, Z) as a datetime; None for its year 1 ("never")."""
    if not text or text.startswith("0001-"):
        return None
    head = text.rstrip("Z").split(".")
    fraction = (head[1] if len(head) > 1 else "0")[:6]
    return datetime.fromisoformat(f"{head[0]}.{fraction.ljust(6, '0')}").replace(tzinfo=UTC)


def part_state(report: Report) -> PartState:
    """Return the state of one part from `inspect_container`."""
    state = report["State"]
    health = HEALTH.get(state["Status"], Health.EXITED)
    ended = health is Health.EXITED
    return PartState(
        health=health,
        since=parse_time(state["FinishedAt" if ended else "StartedAt"]),
        exit_code=state["ExitCode"] if ended else None,
        out_of_memory=bool(state.get("OOMKilled")),
        image=report["Config"]["Image"],
    )


def pair_key(labels: Mapping[str, str]) -> PairKey:
    """Return whose container this is."""
    return PairKey(labels[names.LABEL_USER], labels.get(names.LABEL_SERVER, ""))


def pair_states(reports: Iterable[Report]) -> list[PairState]:
    """Group the reports of containers by pair."""
    found: dict[PairKey, dict[Part, Report]] = {}
    for report in reports:
        labels = report["Config"]["Labels"]
        parts = found.setdefault(pair_key(labels), {})
        parts[Part(labels[names.LABEL_PART])] = report
    return [_pair_state(key, parts) for key, parts in sorted(found.items())]


def _pair_state(key: PairKey, parts: Mapping[Part, Report]) -> PairState:
    created = [parse_time(report["Created"]) for report in parts.values()]
    releases = [
        int(report["Config"]["Labels"].get(names.LABEL_RELEASE) or 0) for report in parts.values()
    ]
    state = {part: part_state(report) for part, report in parts.items()}
    return PairState(
        key=key,
        notebook=state.get(Part.NOTEBOOK, PartState()),
        sidecar=state.get(Part.SIDECAR, PartState()),
        release=max(releases, default=0),
        created=min((time for time in created if time), default=None),
    )


def usage(stats: Report) -> Usage | None:
    """Return CPU seconds and working set from one `stats` report; None if nothing runs.

    Working set as the kubelet counts it: usage minus inactive file cache (cgroup v1 names it
    `total_inactive_file`, v2 `inactive_file`).
    """
    memory = stats.get("memory_stats") or {}
    if "usage" not in memory:
        return None
    detail = memory.get("stats") or {}
    cache = detail.get("total_inactive_file", detail.get("inactive_file", 0))
    cpu = stats["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9
    return Usage(cpu_seconds=cpu, memory=max(0, memory["usage"] - cache))


def address(report: Report, place: Place, port: int | None = None) -> Address | None:
    """Return where a running notebook answers; its port is the one it exposes."""
    networks = report["NetworkSettings"]["Networks"] or {}
    ip = (networks.get(place.instance) or {}).get("IPAddress")
    if not report["State"]["Running"] or not ip:
        return None
    exposed = [int(name.split("/")[0]) for name in report["Config"].get("ExposedPorts") or {}]
    return Address(ip, port or exposed[0])
