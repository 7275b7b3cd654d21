"""The last lines of crashed containers, kept for the admin."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from llmhub.errors import PairError
from llmhub.layout import StateLayout
from llmhub.pair import PairKey, Pairs, Part

KEPT = 5  # files a student; the oldest go first


def keeper(layout: StateLayout) -> Callable[[PairKey, Part, str], None]:
    """Return the function that keeps a crashed part's lines under this state folder."""

    def keep(key: PairKey, part: Part, text: str) -> None:
        write(layout, key, part, text, datetime.now(UTC))

    return keep


async def keep_last_words(pairs: Pairs, layout: StateLayout, key: PairKey) -> None:
    """Keep what both parts of a pair said last, as far as they and the disk allow it."""
    for part in Part:
        with suppress(OSError, PairError):  # a full disk keeps no words, nor tells them Docker
            if text := await pairs.logs(key, part):
                write(layout, key, part, text, datetime.now(UTC))


def write(layout: StateLayout, key: PairKey, part: Part, text: str, now: datetime) -> Path:
    """Keep `text`, readable for root alone, and forget what is older than the newest five."""
    folder = layout.crash_logs(key.user)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    server = f"-{key.server}" if key.server else ""
    path = folder / f"{now:%Y%m%dT%H%M%S}{server}-{part.value}.log"
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(text)
    for old in kept(layout, key.user)[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def kept(layout: StateLayout, user: str) -> list[Path]:
    """Return the kept files of one student, oldest first."""
    return sorted(layout.crash_logs(user).glob("*.log"))
