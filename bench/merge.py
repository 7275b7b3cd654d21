"""The simulation of merges: ours, nbgitpuller's and nbdime's over the same made-up classes.

It runs in the tests' own environment, which knows the notebook format; nbdime has one for itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

import docker

from bench import machine
from bench.record import Merging
from bench.student_lab import VERSION
from llmhub.errors import LabError
from scripts.stages import ROOT

SEEDS = 40  # times the settings: more than 2,000 merges
PYTHON, NBDIME = ROOT / ".venv/dev/bin/python", ROOT / ".venv/nbdime/bin/python"


def measure(image: str, command: str) -> Merging:
    """Run the simulation; LabError `bench-merge` if it does not come to its end."""
    tag = f"llmhub/{image}:{VERSION}"
    client = docker.APIClient(version="auto")
    facts = machine.describe(client, tag, "nbdime in an environment of its own")
    client.close()
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "found.json"
        done = subprocess.run(simulation(tag, out), check=False, cwd=ROOT, env=environment())
        if done.returncode:
            raise LabError("bench-merge", "The simulation failed; what it said is above.")
        found = json.loads(out.read_text(encoding="utf-8"))
    return Merging(command, facts, found["merges"], found["ways"])


def simulation(image: str, out: Path) -> list[str]:
    """Return the command that merges in all three ways."""
    return [
        *(str(PYTHON), "-m", "tests.labsync.simulation", "--seeds", str(SEEDS)),
        *("--image", image, "--nbdime", str(NBDIME), "--out", str(out)),
    ]


def environment() -> dict[str, str]:
    """Return the environment in which the merge program and the tests are found."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join((".", "hub", "images/base"))}
