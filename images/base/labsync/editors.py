"""Talk to the open JupyterLab: save what is not yet saved, then show what is new.

The notebook server listens at a socket in the home (`llmserver.editors`). It is the student's, so
it may be anything: what does not answer in time is left alone, and no answer is believed.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from labsync.errors import SyncError
from labsync.folder import Folder

PLACE = ".llmhub"
SOCKET = "editors.sock"
SAVE_SECONDS = 2.0
_TELL_SECONDS = 1.0
_LARGEST = 256 * 1024


def save_first(home: Folder, week: int, seconds: float) -> None:
    """Let open editors save the files of a week, and wait for it, 2 seconds at most."""
    _ask(home, {"ask": "save", "week": week}, min(SAVE_SECONDS, max(seconds, 0.01)))


def tell(home: Folder, report: Mapping[str, Any]) -> None:
    """Say what an update did, so that open editors show it."""
    words = {"ask": "updated", "week": report["week"], "report": dict(report)}
    if len(json.dumps(words)) > _LARGEST:
        words["report"] = {**report, "files": []}
    _ask(home, words, _TELL_SECONDS)


def _ask(home: Folder, words: Mapping[str, Any], seconds: float) -> None:
    """Send one line and wait until it is answered, or for so long."""
    with suppress(OSError, SyncError), home.below((PLACE,)) as folder:
        state = folder.state(SOCKET)
        if state is None or not stat.S_ISSOCK(state.st_mode):
            return
        # Late: most homes have no open JupyterLab, and the module costs a start time.
        import socket

        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            # By the open folder: no link on the way, and no limit on the length of its path.
            line.connect(f"/proc/self/fd/{folder.descriptor}/{SOCKET}")
            line.sendall(json.dumps(words).encode() + b"\n")
            line.recv(1)
