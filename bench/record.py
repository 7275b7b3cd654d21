"""What one run measured, as it lies in build/bench.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Visit:
    """One student's way from the click on Start, in seconds after it.

    `marks` are, in this order: ready (the hub says so), lab (the page is there), cell (a cell has
    run), done (a cell has run and, on our hub, Ollama has given a token). A failed visit has an
    `error` and only the marks it reached.
    """

    student: str
    marks: dict[str, float]
    error: str = ""


@dataclass(frozen=True)
class Round:
    """One class start on one hub.

    `cpu` in seconds for the whole class, by part; `memory` in bytes for each student, by part.
    """

    visits: list[Visit]
    cpu: dict[str, float]
    memory: dict[str, list[int]]


@dataclass(frozen=True)
class Pair:
    """Two rounds one after the other; `first` says which hub began."""

    first: str
    stock: Round
    ours: Round


@dataclass(frozen=True)
class AppPath:
    """Seconds to the first token of a Gradio app, asked directly and through the hub."""

    direct: list[float]
    proxied: list[float]


@dataclass(frozen=True)
class Demo:
    """Week 4's demo from its start to its end, once.

    `seconds` on the clock; `exact` and `asked`: held-out answers by what answered (base, with
    adapter, merged, in Ollama); `memory` and `predicted` in bytes, None where it does not tell.
    """

    seconds: float
    exact: dict[str, int]
    asked: dict[str, int]
    memory: float | None = None
    predicted: float | None = None


@dataclass(frozen=True)
class Tuning:
    """Week 4's demo as script and as notebook, in turns; it may be measured on a day of its own."""

    command: str
    machine: dict[str, str]
    script: list[Demo] = field(default_factory=list)
    notebook: list[Demo] = field(default_factory=list)


@dataclass(frozen=True)
class PushRound:
    """One push to the class.

    `seconds` until the report was complete; `alone` and `beside` are those of one student's cell
    without and with a push; `states`: how many students the report has in which state.
    """

    seconds: float
    alone: float
    beside: float
    states: dict[str, int]


@dataclass(frozen=True)
class Pushing:
    """Pushes of one week to `homes` students, `running` of whom have a server."""

    command: str
    machine: dict[str, str]
    homes: int
    running: int
    rounds: list[PushRound] = field(default_factory=list)


@dataclass(frozen=True)
class Merging:
    """The simulation: `ways` has for each way of merging in how many of `merges` what was so."""

    command: str
    machine: dict[str, str]
    merges: int
    ways: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Run:
    """Everything of one `make bench`."""

    command: str
    machine: dict[str, str]
    students: int
    arrival: float
    pairs: list[Pair] = field(default_factory=list)
    app: AppPath | None = None
    tuning: Tuning | None = None
    push: Pushing | None = None
    merge: Merging | None = None


def dump(run: Run, path: Path) -> None:
    """Write a run as JSON; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(run), indent=1) + "\n", encoding="utf-8")
    partial.replace(path)


def load(path: Path) -> Run:
    """Read what `dump` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    pairs = [Pair(one["first"], _round(one["stock"]), _round(one["ours"])) for one in data["pairs"]]
    app = AppPath(**data["app"]) if data["app"] else None
    # Older files have no parts that came later.
    later = {
        part: read(data[part]) if data.get(part) else None for part, read in LATER_PARTS.items()
    }
    return Run(**{**data, "pairs": pairs, "app": app, **later})


def _round(data: dict[str, Any]) -> Round:
    return Round([Visit(**visit) for visit in data["visits"]], data["cpu"], data["memory"])


def _tuning(data: dict[str, Any]) -> Tuning:
    ways = {way: [Demo(**demo) for demo in data[way]] for way in ("script", "notebook")}
    return Tuning(data["command"], data["machine"], **ways)


def _push(data: dict[str, Any]) -> Pushing:
    return Pushing(**{**data, "rounds": [PushRound(**one) for one in data["rounds"]]})


def _merge(data: dict[str, Any]) -> Merging:
    return Merging(**data)


LATER_PARTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "tuning": _tuning,
    "push": _push,
    "merge": _merge,
}
