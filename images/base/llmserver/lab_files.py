"""Files of labs for the save of an open editor: which week they are of, the lock, the course's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path

from labsync.errors import SyncError
from labsync.sealed import Damaged
from labsync.store import Store, open_store
from labsync.update import open_home

_LAB = re.compile(r"labs/week([1-9][0-9]?)/(.+)")
WAIT_SECONDS = 10.0


def week_of(path: str) -> int | None:
    """Return the number of the week that a file in the home belongs to."""
    found = _LAB.fullmatch(path)
    if found is None or any(part in ("", ".", "..") for part in found[2].split("/")):
        return None
    return int(found[1])


@asynccontextmanager
async def locked(home: Path, week: int) -> AsyncIterator[Store | None]:
    """Keep updates of labs away while a file is compared and written.

    Yields the store; None if there is no lock to be had, for a save must not fail for that: an
    update looks once more whether a file is what it was.
    """

    def enter(stack: ExitStack) -> Store:
        folder = stack.enter_context(open_home(home))
        return stack.enter_context(open_store(folder, f"week{week}", WAIT_SECONDS))

    with ExitStack() as stack:
        store: Store | None = None
        with suppress(SyncError, OSError):
            store = await asyncio.to_thread(enter, stack)
        yield store


def course_text(store: Store | None, path: str) -> bytes | None:
    """Return the course's version of a file, as the last update brought it; None: not known."""
    found = _LAB.fullmatch(path)
    if store is None or found is None:
        return None
    with suppress(SyncError, OSError, Damaged):
        record = store.record()
        files = record.files if record else {}
        for name, one in files.items():
            if (one.at or name) == found[2]:
                return store.base_text(one.sha)
    return None
