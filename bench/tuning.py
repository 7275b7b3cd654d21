"""Week 4's demo, whole: as a script and as a notebook, in turns, each in a new lab of two cores."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docker as docker_api

from bench import machine
from bench.layers import layers
from bench.record import Demo, Tuning
from bench.student_lab import SIDECAR_IMAGE, VERSION, StudentLab, build_course, docker, student_lab
from llmhub.errors import LabError

IMAGE = f"llmhub/gpu:{VERSION}"
LIMITS = ("--cpus=2", "--memory=4g", "--memory-swap=4g")  # what the hub gives in week 4
WEEK = "/home/student/labs/week4"
# Each way: the command, and the folder of its run in the home.
WAYS = {
    "script": (("python", f"{WEEK}/qlora_demo.py"), "tuning/hazelbrook"),
    "notebook": (
        ("/opt/server/bin/python", "/opt/bench/run_notebook.py", f"{WEEK}/demo.ipynb"),
        "tuning/hazelbrook-notebook",
    ),
}


def measure(store: Path, rounds: int, command: str) -> Tuning:
    """Run the demo both ways, `rounds` times in turns; LabError `bench-tuning` if one fails."""
    try:
        docker("image", "inspect", "--format={{.Id}}", IMAGE)
        client = docker_api.APIClient(version="auto")
        facts = machine.describe(client, IMAGE, SIDECAR_IMAGE)
        client.close()
        demos: dict[str, list[Demo]] = {way: [] for way in WAYS}
        with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_ROOT", "/var/tmp")) as name:
            place = Path(name)
            place.chmod(0o755)
            build_course(place / "course")
            for number in range(rounds):
                for way in turn(number):
                    demo = play(store.resolve(), place / f"{number}-{way}", way, place / "course")
                    demos[way].append(demo)
                    print(f"week 4, {way} {number + 1}: {demo.seconds:.1f} s", flush=True)
    except AssertionError as error:  # of `docker`, with what it said
        raise LabError("bench-tuning", str(error)[-1500:]) from error
    return Tuning(command, facts, demos["script"], demos["notebook"])


def turn(number: int) -> list[str]:
    """Return the order of a round: who begins changes."""
    return list(WAYS) if number % 2 == 0 else list(reversed(WAYS))


def play(store: Path, place: Path, way: str, course: Path) -> Demo:
    """Run the demo in a new lab, from the start of its program to the end."""
    command, folder = WAYS[way]
    with a_lab(store, place) as lab:
        lab.put(course, "labs")
        began = time.monotonic()
        lab.run(*command)
        seconds = time.monotonic() - began
        if way == "notebook":
            check_notebook(json.loads((lab.home / "labs/week4/demo.run.ipynb").read_text()))
        return read_demo(seconds, json.loads((lab.home / folder / "run.json").read_text()))


@contextmanager
def a_lab(store: Path, place: Path) -> Iterator[StudentLab]:
    """Give a lab of two cores, with a layer of its own above the models."""
    with (
        layers(store, place / "models", f"lab-bench-{place.parent.name}-{place.name}") as models,
        student_lab(place / "home", store, IMAGE, "rw", models=models, limits=LIMITS) as lab,
    ):
        yield lab


def check_notebook(notebook: Mapping[str, Any]) -> None:
    """Make sure that every cell ran; LabError `bench-tuning` with the first error."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                said = f"{output['ename']}: {output['evalue']}"
                raise LabError("bench-tuning", f"A cell of the demo failed: {said[:500]}")


def read_demo(seconds: float, run: Mapping[str, Any]) -> Demo:
    """Return what a run noted of itself; LabError `bench-tuning` if it did not come to its end."""
    if not run.get("finished"):
        raise LabError("bench-tuning", "The demo ended before its last step.")
    exam = run["exam"]
    return Demo(
        seconds,
        {name: counts["exact"] for name, counts in exam.items()},
        {name: counts["asked"] for name, counts in exam.items()},
        run.get("memory"),
        run.get("memory_predicted"),
    )
