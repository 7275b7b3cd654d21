"""One training at a time in a home: two would each get half a machine."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from llmlab.errors import LabError

LOCK = Path(".cache") / "llmlab-tuning.lock"


@contextmanager
def alone(home: Path, what: Path) -> Iterator[None]:
    """Hold the only place for a training in this home, for two would each get half a machine.

    Raises:
        LabError: `TUNE-BUSY` while another one runs; the sentence names its folder.
    """
    lock = home / LOCK
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.seek(0)
            raise _busy(held.read()) from None
        held.truncate(0)
        held.write(str(what))
        held.flush()
        yield


def check_alone(home: Path) -> None:
    """Refuse early what `alone` would refuse later, for loading takes a while.

    Raises:
        LabError: `TUNE-BUSY`.
    """
    lock = home / LOCK
    if not lock.is_file():
        return
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            raise _busy(held.read()) from None


def _busy(folder: str) -> LabError:
    return LabError(
        "TUNE-BUSY",
        f"Another training runs in this lab already ({folder.strip() or 'unknown'}). Wait until "
        "it is done, or stop it: interrupt its notebook or its terminal.",
    )
