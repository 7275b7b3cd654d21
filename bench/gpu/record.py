"""What one `make bench-gpu` measured, as it lies in build/bench-gpu.json. No libraries."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


class GpuBenchError(Exception):
    """It cannot be measured here: a stable code, and a sentence.

    The hub's and the labs' own errors cannot be imported in both places where this runs.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass(frozen=True)
class Sizes:
    """A Llama model; the defaults are those of Llama-3.1-8B (its config.json)."""

    hidden: int = 4096
    layers: int = 32
    heads: int = 32
    kv_heads: int = 8
    feed_forward: int = 14336
    vocabulary: int = 128256


@dataclass(frozen=True)
class PresetRun:
    """One preset of week 4.

    `memory` is the most that torch reserved on the card, `predicted` what week 4's forecast says;
    both in bytes. `tokens_per_second` and `flops` (a second) over the measured steps. `error` says
    why there are no figures.
    """

    preset: str
    length: int
    batch: int
    accumulation: int
    optimizer: str
    predicted: float
    memory: int | None = None
    tokens_per_second: float | None = None
    flops: float | None = None
    error: str = ""


@dataclass(frozen=True)
class GpuRun:
    """Everything of one run; `device` is torch's kind, `matmul` operations a second."""

    command: str
    device: str
    sizes: Sizes
    machine: dict[str, str]
    matmul: float
    presets: list[PresetRun] = field(default_factory=list)


def to_text(run: GpuRun) -> str:
    """Return a run as JSON in one line."""
    return json.dumps(asdict(run))


def from_text(text: str) -> GpuRun:
    """Read what `to_text` wrote."""
    data = json.loads(text)
    presets = [PresetRun(**one) for one in data["presets"]]
    return GpuRun(**{**data, "sizes": Sizes(**data["sizes"]), "presets": presets})


def write(run: GpuRun, path: Path) -> None:
    """Write a run; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(to_text(run) + "\n", encoding="utf-8")
    partial.replace(path)


def load_if_there(path: Path) -> GpuRun | None:
    """Read a run; None where none was made."""
    return from_text(path.read_text(encoding="utf-8")) if path.is_file() else None
