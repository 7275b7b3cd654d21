"""Programs of the tests' own, which run apart: because they fork, are killed, or mount."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.stages import ROOT

# In memory: it is the order of the steps that counts here, and a disk takes its time for each.
FAST = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())


def said_by(module: str, *words: str, room: str, alone: Sequence[str] = ()) -> Any:
    """Return the JSON that a program prints; it must succeed.

    Args:
        module: of the tests, such as `tests.labsync.kill_probe`.
        words: its arguments.
        room: the folder below the repository that its imports are found in too.
        alone: a command that it is run by, such as `unshare --mount`.
    """
    path = os.pathsep.join(str(ROOT / part) for part in (".", room))
    done = subprocess.run(
        [*alone, sys.executable, "-m", module, *words],
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
