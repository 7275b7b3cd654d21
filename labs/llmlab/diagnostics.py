"""What a tutor would ask first, answered in plain words: `[OK]` and `[FAIL]` lines."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import ollama

from llmlab.backend import client, server_address
from llmlab.errors import TROUBLE, LabError, explain
from llmlab.gpu import Gpu, find_gpu
from llmlab.machine import Machine, read_machine
from llmlab.registry import read_roles

GB = 1e9
_LEAST_MEMORY_LEFT = 0.2 * GB
_LEAST_DISK_FREE = 0.3 * GB
_CHAT_ROLES = ("chat", "chat-small", "embedding")


@dataclass(frozen=True)
class Line:
    """One finding: is it well, what was looked at, and what was seen (or what to do)."""

    ok: bool
    what: str
    text: str

    def __str__(self) -> str:
        return f"[{'OK' if self.ok else 'FAIL'}] {self.what}: {self.text}"


def diagnostics() -> None:
    """Print what is ready (server, models, room, GPU, week files) and what to do about the rest."""
    lines = []
    for line in examine(os.environ, Path.home(), Path.cwd()):
        print(line, flush=True)
        lines.append(line)
    failed = sum(not line.ok for line in lines)
    if failed:
        things = "thing needs" if failed == 1 else "things need"
        print(
            f"\n{failed} {things} attention. Do what the [FAIL] lines say, then run this cell "
            "again."
        )
    else:
        print("\nEverything is ready. Have fun!")


def examine(environ: Mapping[str, str], home: Path, here: Path) -> Iterator[Line]:
    """Yield one finding after another, the most important ones first; nothing is raised."""
    server = client()
    reached = _server(server_address())
    yield reached
    if reached.ok:
        yield from _models(server, environ)
    yield from _room(read_machine(environ, home))
    yield from _card(find_gpu(), environ)
    yield _week_files(environ, home, here)


def _server(address: str) -> Line:
    """Knock at the model server."""
    try:
        reply = httpx.get(f"{address}/api/version", timeout=5.0, trust_env=False)
        reply.raise_for_status()
        return Line(
            True,
            "Model server",
            f"Ollama {reply.json().get('version', '(no version)')} answers at {address}.",
        )
    except (httpx.HTTPError, ValueError) as error:
        found = explain(error) if isinstance(error, httpx.TransportError) else _stranger(address)
        return Line(False, "Model server", f"nothing usable at {address}. {found}")


def _stranger(address: str) -> LabError:
    """Name the case that some other program listens where Ollama should."""
    return LabError(
        "LAB-SERVER-ODD",
        f"What answers at {address} is not Ollama. Is OLLAMA_HOST set to the right port?",
    )


def _models(server: ollama.Client, environ: Mapping[str, str]) -> Iterator[Line]:
    """Check that the models the labs ask for are there."""
    try:
        roles = read_roles(environ)
        sizes = {_full_name(str(m.model)): int(m.size or 0) for m in server.list().models}
    except TROUBLE as error:
        yield Line(False, "Models", str(explain(error)))
        return
    for role in _CHAT_ROLES:
        name = roles.get(role, {}).get("ollama")
        if name is None:
            yield Line(
                False,
                f"Model for '{role}'",
                "no name is set here. Show this line to your instructor.",
            )
        elif _full_name(name) in sizes:
            yield Line(
                True,
                f"Model for '{role}'",
                f"{name} ({sizes[_full_name(name)] / 1e6:,.0f} MB) is here.",
            )
        else:
            yield Line(
                False,
                f"Model for '{role}'",
                f"{name} is missing. Run `ollama pull {name}` in a terminal.",
            )


def _full_name(name: str) -> str:
    """Return a model's name with its tag, as the server lists it."""
    return name if ":" in name.rsplit("/", 1)[-1] else f"{name}:latest"


def _room(machine: Machine) -> Iterator[Line]:
    """Say how much room there is, and complain when it is nearly used up."""
    if machine.memory:
        left = machine.memory_free
        text = f"{machine.memory / GB:.1f} GB for this lab, {left / GB:.1f} GB of it free."
        enough = left >= _LEAST_MEMORY_LEFT
        yield Line(
            enough,
            "Memory",
            text
            if enough
            else f"{text} Shut down notebooks you do not need (Running Terminals and Kernels).",
        )
    yield Line(machine.cpus > 0, "Processors", f"{machine.cpus:g} for this lab.")
    text = f"{machine.disk_free / GB:.1f} GB free in your home."
    enough = machine.disk_free >= _LEAST_DISK_FREE
    yield Line(
        enough,
        "Disk",
        text if enough else f"{text} Delete files or models you no longer need (`ollama rm NAME`).",
    )


def _card(gpu: Gpu, environ: Mapping[str, str]) -> Iterator[Line]:
    """Say which GPU there is; only a lab that was given one (`LLMHUB_GPU`) misses it.

    A lab with the tools for one (`LLMLAB_GPU`) says what works without.
    """
    given = environ.get("LLMHUB_GPU") == "device"
    if gpu.name or given:
        yield Line(gpu.usable, "GPU", gpu.sentence)
    elif environ.get("LLMLAB_GPU") == "1":
        yield Line(True, "GPU", gpu.sentence)


def _week_files(environ: Mapping[str, str], home: Path, here: Path) -> Line:
    """Look for the course's folders where the hub puts them, or for a lab beside us on a laptop."""
    weeks = sorted(p.name for p in (home / "labs").glob("week*") if p.is_dir())
    if weeks:
        return Line(True, "Week files", f"{', '.join(weeks)} in {home / 'labs'}.")
    if "JUPYTERHUB_SERVICE_PREFIX" not in environ and list(here.glob("*.ipynb")):
        return Line(True, "Week files", f"notebooks in {here}.")
    return Line(
        False,
        "Week files",
        f"no week folder in {home / 'labs'}. Stop your server and start it again to get a fresh "
        "copy.",
    )
