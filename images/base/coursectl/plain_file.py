"""One plain file, read without following a link, and again where somebody writes it right now.

JupyterLab saves in place: it empties the file and then fills it. Who reads between sees nothing, or
half a notebook, and must not take that for what the student wrote.
"""

from __future__ import annotations

import json
import os
import stat
import time

FILE_BYTES = 10_000_000
"""A larger file is not read."""
PATIENCE, PAUSE = 2.0, 0.05
"""How long a notebook may be half written, in seconds, and how long between two looks at it."""
NOTEBOOK = ".ipynb"
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

SPECIAL = "it is no plain file"
LARGE = f"it is larger than {FILE_BYTES // 1_000_000} MB"
CHANGING = "it is being written; try again when that has ended"
HALF = "it is empty or no whole notebook; open it, save it, and try again"


class PlainFiles:
    """Reads files, and waits for notebooks: `PATIENCE` for all of them together."""

    def __init__(self) -> None:
        self._until = 0.0  # not begun

    def read(self, folder: int, name: str) -> tuple[bytes | None, str]:
        """Return a file's bytes, or None and why not. Raises OSError."""
        if not name.endswith(NOTEBOOK):
            data, why = _read(folder, name)
            return _read(folder, name) if why == CHANGING else (data, why)
        data, why = _read_notebook(folder, name)
        while why in (CHANGING, HALF) and self._wait():
            data, why = _read_notebook(folder, name)
        return data, why

    def _wait(self) -> bool:
        """Let a writer go on; say whether there was time left for it."""
        self._until = self._until or time.monotonic() + PATIENCE
        if time.monotonic() >= self._until:
            return False
        time.sleep(PAUSE)
        return True


def _read(folder: int, name: str) -> tuple[bytes | None, str]:
    descriptor = os.open(name, _READ, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return None, SPECIAL
        if before.st_size > FILE_BYTES:
            return None, LARGE
        data = file.read(FILE_BYTES + 1)
        after = os.fstat(descriptor)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return (data, "") if same and len(data) == after.st_size else (None, CHANGING)


def _read_notebook(folder: int, name: str) -> tuple[bytes | None, str]:
    data, why = _read(folder, name)
    return (data, why) if data is None or _is_whole(data) else (None, HALF)


def _is_whole(data: bytes) -> bool:
    """Say whether this is a notebook to its last bracket; what its cells hold is not asked."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and isinstance(found.get("cells"), list)
