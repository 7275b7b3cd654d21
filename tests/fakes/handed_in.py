"""A hand-in as the course service lays it down, and what it finds when it was run."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from llmhub.jobs import recipe
from llmhub.jobs.spec import JobSpec
from llmhub.pair import Mount
from llmhub.settings import Settings
from scripts.stages import ROOT

ID = "job-to-mark"
SERVICE = 21997
PROGRAM = "images/base/llmserver/execution.py"
INSTALLED = "/opt/server/lib/python3.13/site-packages/llmserver/execution.py"


def lay_down(settings: Settings, *cells: str, **files: str) -> Path:
    """Lay a hand-in down as the service does, and return the job's folder."""
    folder = settings.state_dir / "classroom/jobs" / ID
    (folder / "in").mkdir(parents=True)
    notebook = new_notebook(cells=[new_markdown_cell("# My work"), *map(new_code_cell, cells)])
    nbformat.write(notebook, folder / "in/assignment.ipynb")
    for file, text in files.items():
        (folder / "in" / file).write_text(text)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, SERVICE, SERVICE)
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


mark_job = recipe.mark_job


def with_this_checkout(*words: Any) -> JobSpec:
    """Return the job with the program of this checkout over the image's."""
    spec = mark_job(*words)
    program = Mount(ROOT / PROGRAM, INSTALLED)
    part = replace(spec.program, mounts=(*spec.program.mounts, program))
    return replace(spec, program=part)


def executed(settings: Settings) -> list[str]:
    """Return of each code cell what it printed, or its error's name."""
    path = settings.state_dir / "classroom/jobs" / ID / "out/executed.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not path.is_symlink()
    assert path.stat().st_size < 20 * 2**20
    cells = [one for one in notebook.cells if one.cell_type == "code"]
    return ["".join(words(output) for output in one.outputs) for one in cells]


def words(output: Any) -> str:
    """Return what an output says."""
    return str(output.get("text") or output.get("ename") or json.dumps(output.get("data")))
