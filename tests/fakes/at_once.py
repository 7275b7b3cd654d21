"""Calls at the same moment, each in a thread of its own, as two requests to the service are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from classroom.errors import ClassroomError

Answer = TypeVar("Answer")


def at_once(*calls: Callable[[], Answer]) -> list[Answer | str]:
    """Make all calls at once; return what each gave, or the code with which it was refused.

    Whatever else a call raises is raised.
    """
    start = Barrier(len(calls), timeout=30)

    def begin(call: Callable[[], Answer]) -> Answer | str:
        start.wait()
        try:
            return call()
        except ClassroomError as error:
            return error.code

    with ThreadPoolExecutor(len(calls)) as threads:
        return [one.result() for one in [threads.submit(begin, call) for call in calls]]
