"""The server's settings that depend on the moment: folders outside the home, the first page."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

_WEEK = re.compile(r"(?:week)?([1-9][0-9]?)")
_WEEK_FOLDER = re.compile(r"week[1-9][0-9]?")


def runtime_folder(base: Path = Path("/dev/shm")) -> Path:
    """Return a private folder for what must be written even when the student's disk is full.

    It lies in memory: /tmp is on the same disk as the home. The name may be taken by anything;
    then a fresh one is made.
    """
    wanted = base / "llmhub-jupyter"
    try:
        wanted.mkdir(mode=0o700, exist_ok=True)
        state = wanted.lstat()
        if wanted.is_dir() and not wanted.is_symlink() and state.st_uid == os.getuid():
            return wanted
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="llmhub-jupyter-", dir=base))


def first_page(home: Path, week: str) -> str:
    """Return the server's default URL: the README of a week.

    That of `week` (a number), or where it is not there yet the nearest earlier one; the lowest
    where there is no earlier one, and for "".
    """
    match = _WEEK.fullmatch(week.strip())
    wanted = int(match.group(1)) if match else 0
    labs = home / "labs"
    try:
        names = [path.name for path in labs.iterdir() if _WEEK_FOLDER.fullmatch(path.name)]
    except OSError:
        return "/lab"
    numbers = {int(name.removeprefix("week")) for name in names}
    # Earlier ones from the nearest back, then later ones from the lowest on.
    for number in sorted(numbers, key=lambda one: (one > wanted, abs(wanted - one))):
        if (labs / f"week{number}" / "README.md").is_file():
            return f"/lab/tree/labs/week{number}/README.md"
    return "/lab"


def server_environment(
    given: Mapping[str, str], home: Path, runtime: Path, room: bool
) -> dict[str, str]:
    """Return the variables to set before the server starts; a full home moves more to memory.

    `given` wins where the hub may have an opinion (the first page); the rest is this image's own.
    """
    values = {
        "HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(runtime / "runtime"),
        # Which tabs are open is written all the time, and worth nothing on another day.
        "JUPYTERLAB_WORKSPACES_DIR": str(runtime / "workspaces"),
        # Whatever a student puts into ~/.jupyter is data, never code that the server runs.
        "JUPYTERHUB_DISABLE_USER_CONFIG": "1",
        "PYTHONUSERBASE": str(home / ".local"),
        # Python takes the first of these that can be written: every cell needs a temporary folder,
        # the one that empties a full disk too.
        "TMPDIR": "/tmp",
        "TMP": "/dev/shm",
        "JUPYTERHUB_DEFAULT_URL": given.get("JUPYTERHUB_DEFAULT_URL", "")
        or first_page(home, given.get("LLMHUB_WEEK", "")),
    }
    if not room:
        values["JUPYTER_DATA_DIR"] = str(runtime / "data")
        values["JUPYTER_CONFIG_DIR"] = str(runtime / "config")
        values["IPYTHONDIR"] = str(runtime / "ipython")
        values["JUPYTERLAB_SETTINGS_DIR"] = str(runtime / "settings")
    return values
