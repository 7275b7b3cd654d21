"""Which GPU this lab has, in plain words: what `nvidia-smi` says, and what it means for the labs.

Needs nothing but Python, for it is also a program: the container runs it at its start and has the
sentence in its log.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass

_DRIVER_NEEDED = 580
"""First driver that runs CUDA 13, which the PyTorch of the course is built with."""
_OLDEST = (7, 5)
"""Lowest compute capability that this PyTorch has code for."""
_BFLOAT16 = (8, 0)
_QUERY = "--query-gpu=name,memory.total,driver_version,compute_cap"
_PATIENCE = 10.0
_MIB, _GIB = 1 << 20, 1 << 30
_ON_PROCESSOR = "everything runs on the processor, where small models work and large ones do not"
_ASK = "Show this line to your instructor."
# A share of a card (MIG), as `nvidia-smi -L` lists it below the card.
_SHARE = re.compile(r"^\s+MIG (\S*?(\d+)gb\S*)\s+Device", re.MULTILINE)


@dataclass(frozen=True)
class Gpu:
    """What is known of the GPU that programs take first.

    Attributes:
        name: as its maker calls it; empty when no GPU was found.
        memory_bytes: all of its memory; 0 when unknown.
        driver: version of the driver on the machine, such as "580.95.05".
        capability: NVIDIA's number for what the card can do, such as "9.0".
        bf16: whether it calculates in bfloat16; if not, train in float16.
        usable: whether the course's PyTorch can use it.
        sentence: all of it in plain words, on one line, with what to do.
    """

    name: str
    memory_bytes: int
    driver: str
    capability: str
    bf16: bool
    usable: bool
    sentence: str


def find_gpu(patience: float = _PATIENCE) -> Gpu:
    """Ask `nvidia-smi` for the GPU, for `patience` seconds at most; nothing is raised."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return _without(f"no GPU here: {_ON_PROCESSOR}.")
    text = _ask([program, _QUERY, "--format=csv,noheader,nounits"], patience)
    if text is None:
        return _without(
            f"nvidia-smi says nothing for {patience:g} s, so the driver is stuck: {_ON_PROCESSOR}. "
            f"{_ASK}"
        )
    # Within a share of a card the question above is answered for the whole card.
    return read_gpu(text, _ask([program, "-L"], patience) or "")


def read_gpu(text: str, listing: str = "") -> Gpu:
    """Return what `nvidia-smi` means.

    Args:
        text: its answer to name, memory.total (MiB), driver_version, compute_cap as CSV, a card a
            line.
        listing: its answer to `-L`, which also names shares of a card.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or lines[0].startswith("No devices were found"):
        return _without(f"no GPU here: {_ON_PROCESSOR}.")
    fields = [field.strip() for field in lines[0].split(",")]
    version = re.fullmatch(r"(\d+)\.(\d+)", fields[3]) if len(fields) == 4 else None
    if version is None or not fields[0] or not re.match(r"\d+\.", fields[2]):
        return _without(
            f"the GPU's driver does not answer as it should: {_ON_PROCESSOR}. {_ASK} "
            f"nvidia-smi says: {_plain(lines[0])}"
        )
    name, memory, driver, capability = fields
    size = int(memory) * _MIB if memory.isdigit() else 0
    name = _plain(name)
    if share := _SHARE.search(listing):
        name, size = f"{name}, share {share[1]}", int(share[2]) * _GIB
    number = (int(version[1]), int(version[2]))
    usable, meaning = _meaning(int(driver.split(".")[0]), number)
    count = f"{len(lines)} GPUs, the first: " if len(lines) > 1 else ""
    room = f", {size / _GIB:.0f} GiB" if size else ""
    card = f"{count}{name}{room}, driver {driver}, compute capability {capability}"
    return Gpu(
        name=name,
        memory_bytes=size,
        driver=driver,
        capability=capability,
        bf16=number >= _BFLOAT16,
        usable=usable,
        sentence=f"{card}: {meaning}",
    )


def _meaning(driver: int, capability: tuple[int, int]) -> tuple[bool, str]:
    """Return whether PyTorch can use such a GPU, and what works in words."""
    if driver < _DRIVER_NEEDED:
        return False, (
            f"the driver is too old, PyTorch needs {_DRIVER_NEEDED} or newer (CUDA 13), so "
            f"{_ON_PROCESSOR}. {_ASK}"
        )
    if capability < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        return False, (
            f"the card is too old, PyTorch needs compute capability {oldest}, so {_ON_PROCESSOR}. "
            f"{_ASK}"
        )
    if capability < _BFLOAT16:
        return True, (
            "works, but the card has no bfloat16, so train in float16 (fp16=True, bf16=False)."
        )
    return True, "ready, trains in bfloat16."


def _without(sentence: str) -> Gpu:
    """Return the answer where no GPU can be used."""
    return Gpu("", 0, "", "", False, False, sentence)


def _plain(text: str) -> str:
    """Return text from outside, fit for one line of a log."""
    return "".join(sign for sign in text if sign.isprintable())[:80].strip()


def _ask(command: list[str], patience: float) -> str | None:
    """Return what a command says, errors too; None when it says nothing in time."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return str(error)
    try:
        return process.communicate(timeout=patience)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        if process.stdout:
            process.stdout.close()
        # One that is stuck within the driver cannot even be killed: do not wait for it long.
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        return None


if __name__ == "__main__":
    print(f"llmhub: GPU: {find_gpu().sentence}", flush=True)
