"""Run a named command, time it, and tell how a list of them went."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130
NOT_STARTED = 127


@dataclass(frozen=True)
class Stage:
    """A command with a name; `env` is added to the environment."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How a stage went: exit status, seconds on the clock, and its words where they were kept."""

    name: str
    status: int
    seconds: float
    output: str = ""

    @property
    def ok(self) -> bool:
        """Return whether the command ended with status 0."""
        return self.status == 0

    @property
    def interrupted(self) -> bool:
        """Return whether a person or the system ended it."""
        return self.status == INTERRUPTED


def descendants(pid: int) -> list[int]:
    """Return the processes below `pid`, parents before children."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # "pid (name) state parent ...": a name may hold spaces and brackets.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def stop_tree(process: subprocess.Popen[str]) -> None:
    """End `process` and all below it: a deployment must not go on while its hub is removed."""
    for pid in [*descendants(process.pid), process.pid]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(stage: Stage, *, keep_output: bool) -> Result:
    """Run `stage` in the repository root; its words go to the terminal unless `keep_output`."""
    start = time.monotonic()
    try:
        process = subprocess.Popen(
            list(stage.command),
            cwd=ROOT,
            env={**os.environ, **stage.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if keep_output else None,
            stderr=subprocess.STDOUT if keep_output else None,
            text=True,
        )
    except OSError as error:
        return Result(stage.name, NOT_STARTED, time.monotonic() - start, f"{error}\n")
    with process:
        try:
            output, _ = process.communicate()
        except KeyboardInterrupt:
            stop_tree(process)
            return Result(stage.name, INTERRUPTED, time.monotonic() - start, "interrupted\n")
    return Result(stage.name, process.returncode, time.monotonic() - start, output or "")


def duration(seconds: float) -> str:
    """Return `seconds` for people: "8.3 s" or "12 min 05 s"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def line(result: Result) -> str:
    """Return one line of a summary."""
    return f"  {'ok  ' if result.ok else 'FAIL'}  {result.name:<16} {duration(result.seconds):>12}"


def summary(title: str, results: Iterable[Result], seconds: float) -> str:
    """Return the closing table: a line a stage, and a sentence that says whether all went well."""
    shown = list(results)
    failed = [result.name for result in shown if not result.ok]
    verdict = f"failed: {', '.join(failed)}" if failed else "everything passed"
    body = "\n".join(line(result) for result in shown)
    return f"\n{title}\n{body}\n{title}: {verdict} ({duration(seconds)})"
