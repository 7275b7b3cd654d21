"""A polite end: who is told to stop first ends what it has begun, containers above all."""

import signal
from types import FrameType

_ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_politely() -> None:
    """From now on, let a signal that asks to stop raise SystemExit, so that all is cleared away.

    A signal that whoever started this wants ignored (`nohup`) stays ignored.
    """
    for number in _ASKED:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    for one in _ASKED:  # a second one must not cut the clearing away short
        signal.signal(one, signal.SIG_IGN)
    raise SystemExit(128 + number)
