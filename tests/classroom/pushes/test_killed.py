"""Killed at any moment: a push is whole or not there, and each order reaches the hub once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

import pytest

from scripts.stages import ROOT
from tests.classroom.releases.test_killed import FAST


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["push", "undo"])
def test_a_push_that_is_killed_at_every_step(kind: str) -> None:
    path = os.pathsep.join(str(ROOT / part) for part in (".", "hub"))
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.classroom.pushes.kill_probe", kind, folder],
            env={**os.environ, "PYTHONPATH": path},
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["steps"] > found["whole"] > 35
