"""What counts as work, for the hub that stops servers nobody uses.

Two corrections to what Jupyter Server reports. An open tab asks for lists of kernels and for the
memory in use every few seconds: that is not work. A cell, an app or a training that computes for
hours without printing a line is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import psutil
from jupyter_resource_usage.api import ApiHandler
from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.kernels.handlers import MainKernelHandler
from jupyter_server.services.sessions.handlers import SessionRootHandler
from jupyter_server_terminals.api_handlers import TerminalRootHandler
from tornado.ioloop import PeriodicCallback

from llmserver.course.base import CourseHandler

LOOK_SECONDS = 60
"""Seconds between two looks, unless the hub is told of activity more often than that."""
BUSY_SHARE = 0.2
"""Share of one core above which the container works; idle apps need a tenth of it."""

POLLED: tuple[type[APIHandler], ...] = (
    ApiHandler,
    MainKernelHandler,
    SessionRootHandler,
    TerminalRootHandler,
    CourseHandler,
)


def is_work(handler: APIHandler) -> bool:
    """Say whether a request counts as activity."""
    return handler.request.method != "GET"


def ignore_polls() -> None:
    """Let a GET of what the browser asks for by itself leave the last activity as it is."""
    for handler in POLLED:
        # Jupyter Server asks the class for a constant; a property decides for each request.
        setattr(handler, "_track_activity", property(is_work))  # noqa: B010 - not a bool, for mypy


def look_seconds(environment: Mapping[str, str]) -> float:
    """Return the seconds between two looks: never longer than between two reports to the hub."""
    return min(LOOK_SECONDS, float(environment.get("JUPYTERHUB_ACTIVITY_INTERVAL") or LOOK_SECONDS))


def any_busy(kernels: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether a kernel runs a cell; `kernels` as the kernel manager lists them."""
    return any(kernel.get("execution_state") == "busy" for kernel in kernels)


def processor_seconds() -> dict[int, float]:
    """Return the processor time that each process of this container has used so far."""
    used = {}
    for process in psutil.process_iter():
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        used[process.pid] = times.user + times.system
    return used


def share(before: Mapping[int, float], now: Mapping[int, float], seconds: float) -> float:
    """Return how many cores were in use between two looks, `seconds` apart."""
    return sum(max(0.0, used - before.get(pid, 0.0)) for pid, used in now.items()) / seconds


class Watch:
    """Look every `seconds` whether this container works, and tell the server."""

    def __init__(
        self, kernel_manager: Any, times: dict[str, datetime], seconds: float = LOOK_SECONDS
    ) -> None:
        self.kernel_manager = kernel_manager
        self.times = times
        self.seconds = seconds
        self.before = processor_seconds()

    def look(self) -> None:
        """Note the moment if a cell runs or the processor is in use."""
        now = processor_seconds()
        used = share(self.before, now, self.seconds)
        self.before = now
        if used > BUSY_SHARE or any_busy(self.kernel_manager.list_kernels()):
            self.times["llmhub-work"] = datetime.now(UTC)

    def start(self) -> None:
        """Look again and again from now on."""
        PeriodicCallback(self.look, self.seconds * 1000, jitter=0.1).start()
