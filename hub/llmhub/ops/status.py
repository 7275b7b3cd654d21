"""`make status`: who runs, since when, CPU and memory; the model store and the disk."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from llmhub.docker import DockerPairs
from llmhub.docker.engine import Engine
from llmhub.ops import text
from llmhub.ops.checks import engine
from llmhub.ops.checks.finding import Level
from llmhub.ops.context import Context
from llmhub.pair import Pairs, PairState, Part, PartState, Usage

SAMPLE = 1.0  # seconds between the two readings that a CPU share needs


@dataclass(frozen=True)
class Load:
    """What one part uses: `cpu` in cores, `memory` in bytes."""

    cpu: float
    memory: int

    def __str__(self) -> str:
        return f"{self.cpu * 100:.0f} %, {text.size(self.memory)}"


Loads = dict[tuple[str, Part], Load]


async def measure(pairs: Pairs, found: Sequence[PairState]) -> Loads:
    """Read CPU and memory of every part that runs, twice, SAMPLE seconds apart."""
    keys = [(state.key, part) for state in found for part in Part]

    async def read() -> list[Usage | None]:
        return list(await asyncio.gather(*(pairs.usage(key, part) for key, part in keys)))

    start, before = time.monotonic(), await read()
    await asyncio.sleep(SAMPLE)
    after, seconds = await read(), time.monotonic() - start
    return {
        (str(key), part): Load((new.cpu_seconds - old.cpu_seconds) / seconds, new.memory)
        for (key, part), old, new in zip(keys, before, after, strict=True)
        if old and new
    }


def describe(part: PartState, load: Load | None) -> str:
    """Return one cell of the table."""
    if load is not None:
        return str(load)
    if part.out_of_memory:
        return "out of memory"
    return part.health.value


def render(found: Sequence[PairState], loads: Loads, now: datetime) -> str:
    """Return the table of who runs."""
    if not found:
        return "Nobody runs a server."
    rows = [
        (
            str(state.key),
            text.ago(state.notebook.since, now),
            describe(state.notebook, loads.get((str(state.key), Part.NOTEBOOK))),
            describe(state.sidecar, loads.get((str(state.key), Part.SIDECAR))),
            f"{state.release:04d}" if state.release else "-",
        )
        for state in sorted(found, key=lambda state: str(state.key))
    ]
    return text.table(("WHO", "SINCE", "NOTEBOOK", "MODEL SERVER", "MODELS"), rows)


def services_line(states: Mapping[str, engine.ServiceState]) -> str:
    """Return one line about our own services: those that are not well, by name."""
    findings = [engine.service(name, states) for name in engine.SERVICES]
    unwell = [finding.text for finding in findings if finding.level is not Level.OK]
    if unwell:
        return f"Services: {'; '.join(unwell)} (`make doctor`)"
    return f"Services: {', '.join(engine.SERVICES)} run"


def store_line(context: Context) -> str:
    """Return one line about the newest model release."""
    release = context.layout.newest_release()
    if not release:
        return "Model store: empty (`make models` fills it)"
    folder = context.layout.model_release(release)
    try:
        roles = json.loads((folder / "models.json").read_text(encoding="utf-8"))["roles"]
    except (OSError, ValueError, KeyError):
        return f"Model store: release {release:04d} cannot be read (`make doctor`)"
    return (
        f"Model store: release {release:04d}, {text.size(tree_size(folder))}, "
        f"for {', '.join(sorted(roles))}"
    )


def tree_size(folder: Path) -> int:
    """Return the bytes of all files below `folder`."""
    return sum(item.lstat().st_size for item in folder.rglob("*") if item.is_file())


def run(context: Context) -> None:
    """Print the status; raises PairError if Docker does not answer."""
    pairs = DockerPairs(context.settings.name, Engine(context.settings.docker_threads))

    async def look() -> tuple[Sequence[PairState], Loads]:
        found = await pairs.all()
        return found, await measure(pairs, found) if found else {}

    found, loads = asyncio.run(look())
    print(render(found, loads, datetime.now(UTC)))
    client = engine.connect()
    print(services_line({} if client is None else engine.service_states(client, context.settings)))
    print(store_line(context))
    disk = shutil.disk_usage(context.settings.state_dir)
    print(f"Disk: {text.size(disk.free)} free of {text.size(disk.total)}")
