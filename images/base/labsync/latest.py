"""The newest report of a week that had news, kept so that the student can be told at any time."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.outcome import State
from labsync.report import Report
from labsync.sealed import Damaged, unseal
from labsync.store import LATEST, PLACE, Store

_LARGEST = 1 << 20  # bytes; a course of a hundred files makes 50 kB


def keep(store: Store, report: Report) -> None:
    """Keep a report, unless there is nothing new in it; a disk without room keeps none.

    A run that only finishes what an earlier one began adds to what that one told.
    """
    told = report.told()
    news = [one.told() for one in report.files if one.state is not State.UNCHANGED]
    if report.dry_run or not news:
        return
    earlier = store.latest() if report.before == report.release else None
    if earlier is not None and earlier.get("release") == report.release:
        files = {one["path"]: one for one in [*earlier["files"], *news]}
        if list(files.values()) == earlier["files"]:
            return
        told["before"], news = earlier["before"], list(files.values())
    told |= {"files": news, "at": int(time.time())}
    with suppress(OSError):
        store.write_latest(told)


def forget(store: Store) -> None:
    """Forget what was kept: it was about a folder that is no longer there."""
    with suppress(OSError):
        store.write_latest(None)


def read(home: Path) -> dict[int, dict[str, Any]]:
    """Return what is kept in a home, by week. What cannot be read is not there."""
    found = {}
    with suppress(OSError), Folder.at(home) as top, top.below(PLACE) as place:
        for name in place.names():
            number = name.removeprefix("week")
            if name.startswith("week") and number.isascii() and number.isdecimal():
                report = _read(place, name)
                if report is not None and report.get("week") == int(number):
                    found[int(number)] = report
    return found


def _read(place: Folder, name: str) -> dict[str, Any] | None:
    with suppress(OSError, SyncError, Damaged), place.child(name) as top:
        data = top.read(LATEST, _LARGEST)
        body = None if data is None else unseal(data)
        return body if isinstance(body, dict) and isinstance(body.get("files"), list) else None
    return None
