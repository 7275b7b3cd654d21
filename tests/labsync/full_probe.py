"""Update a week in a home of one MB that is full, then with room again; prints JSON.

    unshare --mount python -m tests.labsync.full_probe FOLDER

A program of its own, because it mounts a file system, which only its own namespace sees.
"""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from labsync.report import Report

from tests.labsync.homes import World, snapshot, told
from tests.labsync.states import NEW, OLD, edit

SIZE = "1m"


def fill(path: Path) -> None:
    """Write until the disk is full."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def said(report: Report) -> dict[str, Any]:
    """Return what the report says."""
    return {"complete": report.complete, "code": report.code, "files": told(report)}


def main(folder: str) -> None:
    """Try it."""
    world = World(Path(folder))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(world.home)]
    subprocess.run(mount, check=True)
    world.begin(OLD)
    edit(world)
    before = snapshot(world.home)
    filler = world.home / "film.mkv"
    fill(filler)
    world.release(NEW)
    full = said(world.update())
    filler.unlink()
    changed = [name for name, data in snapshot(world.home).items() if before.get(name) != data]
    changed += sorted(before.keys() - snapshot(world.home).keys())
    room = said(world.update())
    lab = {name: data.decode(errors="replace") for name, data in snapshot(world.lab).items()}
    print(json.dumps({"full": full, "changed": changed, "room": room, "lab": lab}))


if __name__ == "__main__":
    main(*sys.argv[1:])
