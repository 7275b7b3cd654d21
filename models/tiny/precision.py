"""Arithmetic of the training loops: half the time where the processor has bfloat16, plain float32
elsewhere.
"""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import torch

CPUINFO = Path("/proc/cpuinfo")


def has_bfloat16(cpuinfo: str) -> bool:
    """Return whether /proc/cpuinfo shows fast bfloat16 (emulated it would be many times slower than
    float32).
    """
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "").split()
    return "avx512_bf16" in flags or "amx_bf16" in flags


def autocast() -> AbstractContextManager[object]:
    """Return the context for a forward pass in training; the weights stay float32."""
    text = CPUINFO.read_text(encoding="utf-8") if CPUINFO.exists() else ""
    return torch.autocast("cpu", dtype=torch.bfloat16) if has_bfloat16(text) else nullcontext()
