"""Bodies of requests: what may cost much is asked about, waits for its turn, and is bounded.

A lab is a student's, and its requests may be made to hurt: one body of 64 MB of brackets would
become a gigabyte of objects, and some dozens sent slowly would fill the service's memory.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import Any

from tornado import web

from classroom.errors import ClassroomError

SMALL, LARGE = 2**20, 32 * 2**20
USUAL, USUAL_AT_ONCE, LARGE_AT_ONCE = 4 * 2**20, 12, 3
"""Bodies that are in memory at a time; each takes about five times its size while read. Most are
not larger than `USUAL`: they do not wait for large ones."""
SECONDS = 30.0
"""For a body to come; whoever sends it more slowly is cut off."""
# Every one may become an object of 64 bytes. A hand-in has a thousand, and names with commas.
MOST_PARTS = 300_000


def read_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object that a body is; raises ClassroomError `bad-request`."""
    parts = sum(data.count(sign) for sign in (b"[", b"{", b","))
    try:
        body = json.loads(data or b"{}") if parts <= MOST_PARTS else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise ClassroomError("bad-request", "The body must be a JSON object.")
    return body


class Turns:
    """Who may send a large body: some at a time, and nobody two at once."""

    def __init__(self, usual: int = USUAL_AT_ONCE, large: int = LARGE_AT_ONCE) -> None:
        self._usual, self._large = asyncio.Semaphore(usual), asyncio.Semaphore(large)
        self._own: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._taken: dict[str, asyncio.Semaphore] = {}

    @property
    def taken(self) -> int:
        """How many have a turn now."""
        return len(self._taken)

    async def take(self, who: str, size: int) -> None:
        """Wait for a turn to send so many bytes; `give_back` ends it."""
        mine = self._usual if size <= USUAL else self._large
        await self._own[who].acquire()
        try:
            await mine.acquire()
        except BaseException:
            self._own[who].release()
            raise
        self._taken[who] = mine

    def give_back(self, who: str) -> None:
        """End a turn."""
        self._taken.pop(who).release()
        self._own[who].release()


@web.stream_request_body
class LargeBody(web.RequestHandler):
    """Mixed into handlers that take much: nothing is read before it is known who sends it."""

    _turn_of: str | None = None

    async def prepare(self) -> None:
        """Find out who is there, then wait for a turn if a body follows."""
        found = super().prepare()
        if found is not None:
            await found
        self._pieces = bytearray()
        if not self._finished and self.request.method in ("POST", "PUT"):
            who: str = self.member.name  # type: ignore[attr-defined]
            # A body in pieces does not say how large it will be.
            length = self.request.headers.get("Content-Length", "")
            await self._turns.take(who, int(length) if length.isdecimal() else LARGE)
            self._turn_of = who

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body."""
        self._pieces += chunk

    def body(self) -> bytes:
        """Return what came."""
        return bytes(self._pieces)

    async def _execute(self, *args: Any, **kwargs: Any) -> None:
        """Let the next one send, however this ends: answered, refused, or gone away."""
        try:
            await super()._execute(*args, **kwargs)
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._turn_of is not None:
            self._turns.give_back(self._turn_of)
            self._turn_of = None
            self._pieces = bytearray()

    @property
    def _turns(self) -> Turns:
        found: Turns = self.settings.setdefault("large_bodies", Turns())
        return found
