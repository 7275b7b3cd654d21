"""All presets of week 4 on one device, one after the other. Needs torch and its friends."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bitsandbytes
import peft
import torch
import transformers

from bench import machine
from bench.gpu import model as models
from bench.gpu import steps
from bench.gpu.record import GpuBenchError, GpuRun, PresetRun, Sizes

# Lessons are no packages: students run them in their folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "labs/week4"))
import forecast
import presets  # type: ignore[import-not-found]

Say = Callable[[str], None]


@dataclass(frozen=True)
class Ask:
    """What to measure; `length` 0 leaves the presets' own."""

    device: str
    sizes: Sizes
    names: tuple[str, ...]
    length: int
    warmup: int
    steps: int
    command: str
    source: str


def measure(ask: Ask, say: Say) -> GpuRun:
    """Measure every preset that fits; GpuBenchError `bench-no-card` without a card to do it on."""
    if ask.device == "cuda" and not torch.cuda.is_available():
        raise GpuBenchError("bench-no-card", "PyTorch finds no NVIDIA card here, so nothing ran.")
    half = half_of(ask.device)
    speed = steps.matmul_speed(ask.device, half)
    say(f"a plain matrix product: {speed / 1e12:.1f} TFLOP/s")
    run = GpuRun(ask.command, ask.device, ask.sizes, facts(ask), speed)
    for name in ask.names:
        one = play(ask, name, half)
        say(f"{name}: {one.error or f'{one.tokens_per_second:,.0f} tokens/s'}")
        run = replace(run, presets=[*run.presets, one])
    return run


def half_of(device: str) -> torch.dtype:
    """Return the 16-bit type that this device computes well with, as `llmlab.tuning` chooses it."""
    if device == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.float16
    return torch.bfloat16


def free_memory(device: str) -> int:
    """Return the bytes that are free on the device."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")


def adapted(preset: Any, ask: Ask) -> Any:
    """Return a preset for this device: a processor has no paged optimiser."""
    changes: dict[str, object] = {"length": ask.length} if ask.length else {}
    if ask.device == "cpu":
        changes["optimizer"] = "adamw_torch"
    return replace(preset, **changes)


def refused(predicted: float, free: float) -> str:
    """Return why a run is not begun, as week 4 refuses it; an empty text if it fits."""
    if predicted <= forecast.ROOM * free:
        return ""
    return f"it would need {predicted / 2**30:.1f} GiB, and {free / 2**30:.1f} GiB are free"


def play(ask: Ask, name: str, half: torch.dtype) -> PresetRun:
    """Measure one preset, and leave nothing of it on the device."""
    preset, config = adapted(presets.PRESETS[name], ask), models.make_config(ask.sizes)
    shape = forecast.read_shape(config.to_dict())
    recipe = presets.choose_recipe(shape.parameters, ask.device)
    name_of_half = str(half).removeprefix("torch.")
    parts = forecast.memory_parts(shape, preset, recipe, ask.device, name_of_half)
    predicted = sum(parts.values())
    empty = PresetRun(
        name, preset.length, preset.batch, preset.accumulation, preset.optimizer, predicted
    )
    if why := refused(predicted, free_memory(ask.device)):
        return replace(empty, error=why)
    if ask.device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    try:
        seconds = seconds_of(ask, preset, recipe, config, half)
    except torch.OutOfMemoryError:
        return replace(empty, error="the card's memory did not suffice, whatever the forecast said")
    finally:
        gc.collect()
        if ask.device == "cuda":
            torch.cuda.empty_cache()
    speed = ask.steps * preset.accumulation * preset.batch * preset.length / seconds
    flops = speed * operations(shape, preset.checkpointing)
    memory = torch.cuda.max_memory_reserved() if ask.device == "cuda" else None
    return replace(empty, memory=memory, tokens_per_second=speed, flops=flops)


def operations(shape: Any, checkpointing: bool) -> float:
    """Return the operations of one token: 4 N, or 6 N with checkpointing.

    N are the weights that a token is multiplied with: the linear layers and the output layer. 2 N
    forwards and 2 N backwards, for the frozen weights get no gradient of their own; 2 N more to
    compute the activations again.
    """
    weights = shape.linear + shape.vocabulary * shape.hidden
    return float((6 if checkpointing else 4) * weights)


def seconds_of(ask: Ask, preset: Any, recipe: Any, config: Any, half: torch.dtype) -> float:
    """Make model, adapter and optimiser, and time the steps."""
    torch.manual_seed(0)
    model = models.make_4bit(config, half, ask.device)
    lora = models.lora(recipe.rank, recipe.alpha)
    tuned = models.add_adapter(model, lora, preset.checkpointing, half)
    trained = [part for part in tuned.parameters() if part.requires_grad]
    optimizer = steps.optimizer_of(preset.optimizer, trained, recipe.learning_rate)
    step = steps.step_of(tuned, preset, optimizer, ask.device, half)
    return steps.seconds_of(step, ask.warmup, ask.steps, ask.device)


def facts(ask: Ask) -> dict[str, str]:
    """Return without what no figure means anything: card, driver, versions, day."""
    versions = (("torch", torch), ("transformers", transformers), ("peft", peft))
    told = [f"{name} {library.__version__}" for name, library in versions]
    told.append(f"bitsandbytes {bitsandbytes.__version__}")
    card = {"card": "none, the processor"}
    if ask.device == "cuda":
        size = torch.cuda.get_device_properties(0).total_memory / 2**30
        card = {
            "card": f"{torch.cuda.get_device_name()}, {size:.0f} GiB",
            "driver": driver(),
            "CUDA": str(torch.version.cuda),
        }
    return {
        **card,
        "machine": f"{os.cpu_count()} cores ({machine.processor()}), {machine.memory():.0f} GiB",
        "versions": ", ".join(told),
        "steps": f"{ask.warmup} to warm up, {ask.steps} measured",
        "source": ask.source,
        "measured": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def driver() -> str:
    """Return the version of the card's driver, as nvidia-smi tells it."""
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown: no nvidia-smi here"
    return done.stdout.splitlines()[0].strip()
