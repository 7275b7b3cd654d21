"""Traps that a student can make of the own home, before an update or while it runs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

SWAP = """
import os, sys, time
home, outside = sys.argv[1:]
lab = home + "/labs/week3/"
end = time.monotonic() + 60
while time.monotonic() < end:
    os.rename(lab + "sub", lab + "away")
    os.symlink(outside, lab + "sub")
    open(home + "/ready", "w").close()
    os.unlink(lab + "sub")
    try:
        os.rename(lab + "away", lab + "sub")
    except OSError:  # the update made a folder of that name between the two
        os.rename(lab + "sub", lab + f"made-{time.monotonic_ns()}")
        os.rename(lab + "away", lab + "sub")
"""
"""A folder of the lab is a link out of the home every other moment."""

STOP = """
import fcntl, os, signal, sys, time
home = sys.argv[1]
lock = os.open(home + "/.llmhub/labsync", os.O_RDONLY)
fcntl.flock(lock, fcntl.LOCK_EX)  # the update waits for a while, so it is never missed
open(home + "/ready", "w").close()
end = time.monotonic() + 60
while time.monotonic() < end:
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\\0")
            if b"labsync" in words and os.fsencode(home) in words and int(pid) != os.getpid():
                os.kill(int(pid), signal.SIGSTOP)
        except OSError:
            pass
    time.sleep(0.01)
"""
"""Whatever updates this lab is stopped in the middle, and never ends by itself."""


def outside(folder: Path, text: str) -> None:
    """Put something of somebody else's into a folder, under the names that an update writes."""
    for name in ("data.txt", "ask.py", "labs/week3/ask.py", "labs/week3/sub/data.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def link_labs_out(home: Path, seen: str, folder: Path) -> None:
    """Let ~/labs lead out of the home, to a folder in which there is a week too."""
    assert folder.is_dir()
    shutil.rmtree(home / "labs")
    (home / "labs").symlink_to(f"{seen}/labs")


def pipes_and_closed_doors(home: Path, *, closed: bool) -> None:
    """Make pipes of a notebook and of a folder; close another folder."""
    lab = home / "labs/week3"
    (lab / "lab.ipynb").unlink()
    os.mkfifo(lab / "lab.ipynb")
    shutil.rmtree(lab / "sub")
    os.mkfifo(lab / "sub")
    if closed:
        (lab / "shut").chmod(0o000)
