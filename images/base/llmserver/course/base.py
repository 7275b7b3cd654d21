"""What all handlers of the course have in common: who may ask, how errors look, work beside."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from jupyter_server.base.handlers import APIHandler

from coursectl.client import Client
from coursectl.errors import CourseError
from llmserver.course import service, words
from llmserver.course.seen import Seen

T = TypeVar("T")
_WORKERS = 3


@dataclass
class Desk:
    """What the handlers share.

    Attributes:
        home: the student's.
        release: the course as it is now.
        labsync: how to call it.
        seen: what the student has seen.
        busy: handing in or starting afresh: one at a time.
        pool: where a slow service holds up nobody else.
    """

    home: Path
    release: Path
    labsync: tuple[str, ...]
    seen: Seen
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_WORKERS, "course"))


class CourseHandler(APIHandler):
    """Answers in JSON; an error is {"code", "message"}, and never more than the student may see."""

    def initialize(self, desk: Desk) -> None:
        """Take what the handlers share."""
        self.desk = desk

    def told(self) -> dict[str, Any]:
        """Return what the browser sent. Raises CourseError `bad-input`."""
        return words.read(self.request.body)

    async def ask(self, work: Callable[[Client], T]) -> T:
        """Let `work` talk to the service, in a thread. Raises CourseError."""
        client = service.connect(os.environ)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.desk.pool, work, client)

    async def beside(self, work: Callable[[], T]) -> T:
        """Do something slow in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.desk.pool, work)

    def taken(self) -> None:
        """Refuse a second hand-in or fresh start at once. Raises CourseError `busy`."""
        if self.desk.busy.locked():
            raise CourseError("busy", "The one before still runs: wait until it has ended.")

    def refuse(self, error: CourseError, **more: Any) -> None:
        """Answer with an error."""
        self.set_status(service.status_of(error))
        self.finish(error.told() | more)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with a CourseError that a handler raised, in its own form."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(error, CourseError):
            self.refuse(error)
        else:
            super().write_error(status_code, **kwargs)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log a CourseError as a line: it is foreseen."""
        if isinstance(value, CourseError):
            self.log.info("course: %s", value)
        else:
            super().log_exception(typ, value, tb)
