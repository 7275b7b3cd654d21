"""Run one notebook in a student's lab, in a copy of its week."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from bench.course.cases import handed_in, week_of
from bench.course.outcome import Outcome, read_outcome
from bench.student_lab import UID, StudentLab
from labs.build.sources import Source

CELL_SECONDS = 240


def play(lab: StudentLab, tree: Path, source: Source, seconds: int = CELL_SECONDS) -> Outcome:
    """Run a notebook of `tree` and return what came of it; the copy is removed.

    Args:
        lab: where it runs.
        tree: one version of the course.
        source: the notebook.
        seconds: the most that one cell may take.
    """
    top, week = f"run-{source.target.stem}", week_of(source)
    place = lab.put(tree / week, f"{top}/{week}")
    hand_in(place, handed_in(source))
    before = size_of(lab.home)
    try:
        took = run(lab, lab.home / top / source.target, seconds)
        made = read_run(lab.home / top / source.target)
        grown = {"disk_gb": (size_of(lab.home) - before) / 1e9}
        return read_outcome(made, {**took, **grown})
    finally:
        shutil.rmtree(lab.home / top)


def run(lab: StudentLab, path: Path, seconds: int = CELL_SECONDS) -> dict[str, float]:
    """Run a notebook of the home and return what it took; its outputs lie beside it."""
    inside = f"/home/student/{path.relative_to(lab.home).as_posix()}"
    said = lab.run("/opt/server/bin/python", "/opt/bench/run_notebook.py", inside, str(seconds))
    took: dict[str, float] = json.loads(said.splitlines()[-1])
    return took


def read_run(path: Path) -> dict[str, object]:
    """Return the notebook that `run` wrote beside the one at `path`."""
    text = path.with_suffix(".run.ipynb").read_text(encoding="utf-8")
    made: dict[str, object] = json.loads(text)
    return made


def hand_in(week: Path, files: Mapping[str, str]) -> None:
    """Write files into a week's folder, as a student would have."""
    for name, text in files.items():
        path = week / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for made in (path.parent, path):
            os.chown(made, UID, UID)


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
