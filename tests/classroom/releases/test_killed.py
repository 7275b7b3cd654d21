"""Killed at any moment: `current` stays whole, and the next run finishes the work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from scripts.stages import ROOT

# In memory: it is the order of the steps that counts here, and a disk takes its time for each.
FAST = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("kind", "steps"), [("release", 60), ("hide", 20), ("forget", 20)])
def test_a_run_that_is_killed_at_every_step(kind: str, steps: int) -> None:
    path = os.pathsep.join(str(ROOT / part) for part in (".", "hub"))
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.classroom.releases.kill_probe", kind, folder],
            env={**os.environ, "PYTHONPATH": path},
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["steps"] > steps
