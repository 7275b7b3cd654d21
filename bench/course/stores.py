"""Which models the notebooks run with: the hub's own, or the published ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from llmhub.errors import LabError
from models.registry import both_answer
from scripts.stages import ROOT

CACHE = ROOT / ".cache/published"
"""Holds the published models where the hub itself has others; several gigabytes."""


def hubs_own(state: Path) -> Path:
    """Return the hub's current release of models; LabError `course-no-models` without one."""
    release = state / "models/current"
    if not (release / "models.json").is_file():
        raise LabError(
            "course-no-models", f"There are no models in {state}: run `make models` first."
        )
    return release.resolve()


def published(state: Path) -> Path:
    """Return a release of the published models: the hub's, or one that is downloaded now.

    Raises:
        LabError: `course-no-model-hub` where none answers, `course-no-models` when the download
            failed.
    """
    own = state / "models/current"
    if (own / "models.json").is_file() and source_of(own) == "registry":
        return own.resolve()
    if not both_answer():
        raise LabError(
            "course-no-model-hub",
            "No model hub answers, so the notebooks did not run with the published models. Nothing "
            "is shown about them until somebody runs this where one answers.",
        )
    command = [sys.executable, "-m", "models", "build", "--state", str(CACHE)]
    done = subprocess.run([*command, "--source", "registry"], cwd=ROOT, check=False)
    if done.returncode:
        raise LabError(
            "course-no-models", "The published models did not arrive; why, stands above."
        )
    return hubs_own(CACHE)


def source_of(release: Path) -> str:
    """Return `registry` or `embedded`."""
    return str(json.loads((release / "models.json").read_text(encoding="utf-8")).get("source"))
