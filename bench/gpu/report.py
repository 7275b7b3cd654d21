"""The table of `make bench-gpu`, beside the goals. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.gpu.record import GpuRun, PresetRun, Sizes
from bench.report import NOT_MEASURED

GIB, TERA = 2**30, 1e12
HEAD = (
    "preset", "length x batch", "memory predicted (GiB)", "memory at its peak (GiB)", "aim",
    "tokens/s", "aim", "TFLOP/s", "of a matrix product's",
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """What a preset aims at: less than `memory` GiB, and at least `tokens` a second."""

    memory: float
    tokens: float | None = None


GOALS = {"16gb": Goal(12), "24gb": Goal(16), "h200": Goal(20, 4000)}

INTRODUCTION = """\
QLoRA steps of a model with Llama-3.1-8B's sizes and random weights in 4 bits, with week 4's presets
and LoRA, on batches of full length; some steps to warm up, then the measured ones. Memory is the
most that torch reserved; the forecast, which students see before a run, counts CUDA's own 0.6 GB as
well. Operations: 6 N a token, N being the weights of the linear layers and of the output layer: 2
forwards, 2 backwards (the frozen weights get no gradient, QLoRA: arXiv:2305.14314) and 2 for
computing the activations again; attention is not counted. The last column compares with a plain
16-bit matrix product, measured in the same run.
"""


def documented(run: GpuRun | None) -> GpuRun | None:
    """Return a run that belongs into the documents: the whole model on a card, or none."""
    return run if run and run.device == "cuda" and run.sizes == Sizes() else None


def number(value: float | None, unit: float = 1, places: int = 1) -> str:
    """Return a figure in `unit`, or that there is none."""
    return NOT_MEASURED if value is None else f"{value / unit:,.{places}f}"


def row(preset: str, one: PresetRun | None, matmul: float | None) -> tuple[str, ...]:
    """Return the fields of one preset."""
    goal = GOALS.get(preset)
    aims = (
        f"less than {goal.memory:g}" if goal else "",
        f"at least {goal.tokens:,.0f}" if goal and goal.tokens else "",
    )
    if one is None:
        return (
            preset,
            "",
            NOT_MEASURED,
            NOT_MEASURED,
            aims[0],
            NOT_MEASURED,
            aims[1],
            *["not measured"] * 2,
        )
    share = f"{one.flops / matmul:.0%}" if one.flops and matmul else NOT_MEASURED
    return (
        preset,
        f"{one.length} x {one.batch}",
        number(one.predicted, GIB),
        number(one.memory, GIB),
        aims[0],
        number(one.tokens_per_second, places=0),
        aims[1],
        number(one.flops, TERA),
        share,
    )


def table(run: GpuRun | None) -> list[Sequence[str]]:
    """Return the table, its head first; a preset without figures is "not measured"."""
    found = {one.preset: one for one in run.presets} if run else {}
    names = [*GOALS, *(name for name in found if name not in GOALS)]
    matmul = run.matmul if run else None
    return [HEAD, *(row(name, found.get(name), matmul) for name in names)]


def errors(run: GpuRun | None) -> list[str]:
    """Return why presets have no figures, a sentence each."""
    return [f"{one.preset}: {one.error}" for one in run.presets if one.error] if run else []


def matmul(run: GpuRun | None) -> str:
    """Return the speed of a plain matrix product, and what did not fit, as sentences."""
    speed = f"{run.matmul / TERA:,.1f} TFLOP/s" if run else NOT_MEASURED
    return " ".join([f"A plain 16-bit matrix product: {speed}.", *errors(run)])


def facts(run: GpuRun | None) -> list[str]:
    """Return machine, driver and command, a line each."""
    if run is None:
        return []
    return [*(f"{name}: {told}" for name, told in run.machine.items()), f"command: {run.command}"]
