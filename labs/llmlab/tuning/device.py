"""What a training runs on: the card or the processor, its memory and its number format."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from llmlab.machine import read_machine
from llmlab.tuning.memory import resident

_BENCH_SIZE = 1024  # rows of the square matrices
_BENCH_SECONDS = 0.2


@dataclass(frozen=True)
class Device:
    """Where a model is trained.

    Attributes:
        kind: `cuda` or `cpu`, as torch calls it.
        name: the card's name, or "processor".
        memory: bytes in all.
        memory_free: bytes that this program may hold; on a card those that are free now.
        half: name of torch's 16-bit type that this device computes well with: `bfloat16`, or
            `float16` on a card older than Ampere.
        lab_free: bytes of the lab's own memory that this program may hold: those that are free,
            and those that it holds already. On a processor the same memory.
        disk_free: bytes free where the home lies.
    """

    kind: str
    name: str
    memory: int
    memory_free: int
    half: str
    lab_free: int
    disk_free: int


def find_device() -> Device:
    """Look for a card that torch can use, else take the processor."""
    import torch

    machine = read_machine(os.environ, Path.home())
    lab, disk = machine.memory_free + resident(), machine.disk_free
    if torch.cuda.is_available():
        free, total = torch.cuda.mem_get_info()
        half = "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16"
        return Device("cuda", torch.cuda.get_device_name(), total, free, half, lab, disk)
    return Device("cpu", "processor", machine.memory, lab, "bfloat16", lab, disk)


def measure_speed(device: Device) -> float:
    """Return the floating-point operations per second that matrices of this device reach.

    Two a multiplication and addition: 2 n³ for square matrices of n rows.
    """
    import torch

    kind = getattr(torch, device.half)
    left = torch.randn(_BENCH_SIZE, _BENCH_SIZE, dtype=kind, device=device.kind)
    torch.matmul(left, left)  # the first one loads kernels
    rounds, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < _BENCH_SECONDS:
        torch.matmul(left, left)
        if device.kind == "cuda":
            torch.cuda.synchronize()
        rounds += 1
    return rounds * 2 * _BENCH_SIZE**3 / passed
