"""One file of the home, and of an app the end of its log: what somebody may look at who helps.

Read without following a link, as `week_files` does.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path, PurePosixPath

from coursectl.errors import CourseError
from coursectl.plain_file import CHANGING, HALF, PlainFiles
from coursectl.week_files import stepped

MOST_BYTES, LOG_BYTES = 5_000_000, 100_000


def take(home: Path, path: str) -> dict[str, str]:
    """Return a file as the course service takes it: {"content"}, of an app also {"log"}.

    Raises:
        CourseError: `no-file`, `changing`, `half-notebook` or `too-large`.
    """
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or any(one.startswith(".") for one in parts):
        raise CourseError("no-file", "Name a file by its path in your home, hidden ones excepted.")
    data, why = _read(home, parts)
    if data is None:
        if why == HALF:
            raise CourseError("half-notebook", f"~/{path}: {why}.")
        raise CourseError("changing" if why == CHANGING else "no-file", f"~/{path}: {why}.")
    if len(data) > MOST_BYTES:
        raise CourseError(
            "too-large",
            f"~/{path} is larger than {MOST_BYTES // 1_000_000} MB: clear the outputs and save it.",
        )
    told = {"content": base64.b64encode(data).decode("ascii")}
    log = log_of(home, parts)
    return told | {"log": base64.b64encode(log).decode("ascii")} if log else told


def log_of(home: Path, parts: tuple[str, ...]) -> bytes:
    """Return the end of what an app of `~/apps` printed; nothing for other files.

    The tile of `gradio_app.py` writes `gradio.log`.
    """
    if len(parts) != 2 or parts[0] != "apps" or not parts[1].endswith(".py"):
        return b""
    stem = parts[1].removesuffix(".py")
    for name in (f"{stem.removesuffix('_app')}.log", f"{stem}.log"):
        data, _ = _read(home, ("apps", "logs", name))
        if data:
            return data[-LOG_BYTES:]
    return b""


def _read(home: Path, parts: tuple[str, ...]) -> tuple[bytes | None, str]:
    """Return a file's bytes, or None and why not."""
    try:
        here = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts[:-1]:
            here = stepped(here, part)
        try:
            return PlainFiles().read(here, parts[-1])
        finally:
            os.close(here)
    except FileNotFoundError:
        return None, "it is not there; save it first"
    except (OSError, ValueError):
        return None, "it is a link, lies behind one, or cannot be read"
