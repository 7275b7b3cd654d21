"""A push as it goes on: drawn over on a screen, told at its end elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

from coursectl import push_table
from coursectl.call import Output

PAUSE = 1.0
"""Seconds between two looks."""


def watch(
    look: Callable[[], Any],
    out: Output,
    seconds: float,
    clock: Callable[[], float],
    pause: Callable[[float], None],
) -> Any:
    """Look until nothing runs any more, or for `seconds`; print the last, return it.

    Args:
        look: asks for the push.
        out: where to.
        seconds: 0: look once.
        clock: tells seconds.
        pause: waits seconds.
    """
    end, drawn = clock() + seconds, 0
    while True:
        push = look()
        if not push_table.is_working(push) or clock() + PAUSE > end:
            _erase(out, drawn)
            out.tell(push, push_table.shown(push))
            if seconds and push_table.is_working(push):
                out.tell_people("It still goes on: look again with `show`.")
            return push
        if out.is_screen:
            _erase(out, drawn)
            rows = max(shutil.get_terminal_size().lines - 6, 4)
            text = push_table.shown(push, most=rows // 2)
            out.tell(push, text)
            drawn = text.count("\n") + 1
        pause(PAUSE)


def _erase(out: Output, lines: int) -> None:
    """Go up over what was drawn, and clear from there."""
    if lines:
        out.stream.write(f"\x1b[{lines}F\x1b[J")
