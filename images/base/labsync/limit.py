"""How long a run may take. Times are in seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from labsync.errors import SyncError


class Deadline:
    """The moment at which a run has to end."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise SyncError `SYNC-TIME` when the time is over."""
        if self.left() <= 0:
            raise SyncError("SYNC-TIME")

    def left(self) -> float:
        """Return the seconds that are left."""
        return self._end - time.monotonic()

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Let the end of the time break off what runs inside, which must change nothing.

        A notebook made to be slow to merge must not hold up everything. Only the main thread can be
        interrupted; elsewhere the time is looked at between files alone.

        Raises:
            SyncError: `SYNC-TIME`.
        """
        self.check()
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        inside = True

        def over(number: int, frame: FrameType | None) -> None:
            if inside:
                raise SyncError("SYNC-TIME")

        before = signal.signal(signal.SIGALRM, over)
        # Again and again: a library may swallow an exception that it does not know.
        signal.setitimer(signal.ITIMER_REAL, max(self.left(), 0.001), 0.1)
        try:
            yield
        finally:
            inside = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
