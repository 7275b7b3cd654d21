"""Run a student's program as in a terminal, with a kind sentence when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from llmlab.checks import CheckFailed

_LINES = 12
# A notebook asks programs for colours; in a check's sentence they would be strange signs.
_COLOURS = ("FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE")
_NO_COLOURS = {"NO_COLOR": "1", "PYTHON_COLORS": "0"}


def run_program(script: str, *arguments: str, seconds: float = 300.0) -> str:
    """Run a Python file of this folder and return what it printed.

    Raises:
        CheckFailed: it is not there, it stopped with an error (whose last lines are shown), or
            it took longer than `seconds`.
    """
    if not Path(script).is_file():
        raise CheckFailed(f"There is no {script} in this folder.")
    command = [sys.executable, script, *arguments]
    try:
        done = subprocess.run(
            command,
            env=_plain(os.environ),
            stdin=subprocess.DEVNULL,  # `input()` would wait for ever
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CheckFailed(
            f"{script} was still busy after {seconds:g} seconds. Does a loop never end?"
        ) from None
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-_LINES:])
        said = said or f"It said nothing (exit status {done.returncode})."
        raise CheckFailed(f"`python {script} {' '.join(arguments)}` stopped with an error:\n{said}")
    return done.stdout


def _plain(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which programs print without colours."""
    return {k: v for k, v in environ.items() if k not in _COLOURS} | _NO_COLOURS
