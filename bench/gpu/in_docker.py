"""The same program in the image for fine-tuning, with the card and without a network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Sequence

from bench.gpu.record import GpuBenchError
from llmhub.ops.checks.cards import known_devices
from scripts.stages import ROOT

VERSION = (ROOT / "images/VERSION").read_text().strip()
IMAGE = f"llmhub/gpu:{VERSION}"
FIRST = "nvidia.com/gpu=0"
PLACE = "/tmp/course"


def choose_device(known: Collection[str], wanted: str = "") -> str:
    """Return the CDI name of the card to take; GpuBenchError `bench-no-card` if there is none."""
    cards = sorted(name for name in known if name.startswith("nvidia.com/"))
    if wanted and wanted not in cards:
        shown = ", ".join(cards) or "none"
        raise GpuBenchError("bench-no-card", f"Docker knows no card {wanted}; it knows {shown}.")
    if not cards:
        raise GpuBenchError(
            "bench-no-card", "Docker knows no NVIDIA card on this machine, so nothing ran."
        )
    return wanted or (FIRST if FIRST in cards else cards[0])


def command(words: Sequence[str], device: str, image: str = IMAGE) -> list[str]:
    """Return the command line; without `device` the processor does it."""
    mounts = [f"--volume={ROOT / part}:{PLACE}/{part}:ro" for part in ("bench", "labs")]
    settings = (f"PYTHONPATH={PLACE}", "PYTHONDONTWRITEBYTECODE=1", "HOME=/tmp")
    return [
        "docker", "run", "--rm", "--network=none", "--cap-drop=ALL", "--read-only",
        "--tmpfs=/tmp:exec", *mounts, f"--workdir={PLACE}",
        *(f"--env={one}" for one in settings),
        *([f"--device={device}"] if device else []),
        "--entrypoint=python", image, "-m", "bench.gpu", *words, "--out=-",
    ]  # fmt: skip


def run(words: Sequence[str], on_card: bool, wanted: str = "") -> str:
    """Run it there and return the record as text; what it says meanwhile goes to the terminal."""
    device = (
        choose_device(known_devices(json.loads(ask("info", "--format={{json .}}"))), wanted)
        if on_card
        else ""
    )
    if not ask("images", "--quiet", IMAGE):
        raise GpuBenchError("bench-gpu-image", f"There is no {IMAGE}: `make deploy` makes it.")
    done = subprocess.run(command(words, device), stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise GpuBenchError("bench-gpu-run", "The container ended without figures; see above why.")
    return lines[-1]


def ask(*words: str) -> str:
    """Return what Docker says; GpuBenchError `bench-no-card` where there is no Docker."""
    try:
        done = subprocess.run(["docker", *words], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise GpuBenchError(
            "bench-no-card",
            "Neither Docker nor torch, transformers, peft and bitsandbytes are here, so no card "
            "can be used and nothing ran.",
        ) from error
    return done.stdout.strip()
