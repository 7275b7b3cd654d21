"""Entry point of a student's container: prepare the home, then become the notebook server."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from llmserver import card, environment, home, notes


def prepare() -> None:
    """Prepare home and environment; whatever goes wrong becomes a note, never a failed start."""
    pad = notes.Notes()
    folder = Path(os.environ.get("HOME") or "/home/student")
    room = home.has_room(folder)
    if not room:
        pad.add("N06", "your home is full or cannot be written; free some space and restart")
    home.prepare(folder, pad)
    runtime = environment.runtime_folder()
    os.environ.update(environment.server_environment(os.environ, folder, runtime, room))
    pad.write()
    try:
        os.chdir(folder)
    except OSError:
        os.chdir("/tmp")


def main() -> None:
    """Run the single-user server of JupyterHub in this very process."""
    if os.getuid() == 0:
        sys.exit("llmhub: N07: this image serves one student and never runs as root")
    card.announce(os.environ)
    prepare()
    # Nothing that is imported now is ever garbage: don't search it again and again.
    gc.disable()
    from llmserver.standins import load_singleuser

    launch = load_singleuser()
    gc.freeze()
    gc.enable()
    launch([])
