"""The open JupyterLab pages, and what an update of labs has to say to them.

`labsync` speaks one line of JSON at a socket in the home: `save` asks all pages to save a week's
files and is answered when they have, `updated` hands on what was done.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from labsync.editors import PLACE, SAVE_SECONDS, SOCKET

_LONGEST = 512 * 1024
_READ_SECONDS = 2.0


class Page(Protocol):
    """An open page of JupyterLab."""

    def say(self, words: Mapping[str, Any]) -> None:
        """Send a message; a page that is gone is no error."""


class Editors:
    """All pages that are open now."""

    def __init__(self) -> None:
        self.pages: set[Page] = set()
        self._waiting: dict[int, tuple[set[Page], asyncio.Event]] = {}
        self._number = 0

    def opened(self, page: Page) -> None:
        """Note a page that has come."""
        self.pages.add(page)

    def closed(self, page: Page) -> None:
        """Forget a page; nobody waits for it any more."""
        self.pages.discard(page)
        for number in list(self._waiting):
            self.answered(page, number)

    def answered(self, page: Page, number: object) -> None:
        """Note that a page has saved what it was asked to."""
        if isinstance(number, int) and number in self._waiting:
            left, done = self._waiting[number]
            left.discard(page)
            if not left:
                done.set()

    async def save(self, week: int, seconds: float = SAVE_SECONDS) -> None:
        """Ask all pages to save a week's files; return when they have, or the time is over."""
        if not self.pages:
            return
        self._number += 1
        number, done = self._number, asyncio.Event()
        self._waiting[number] = (set(self.pages), done)
        self._say({"kind": "save", "number": number, "week": week})
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), seconds)
        del self._waiting[number]

    def tell(self, week: int, report: Mapping[str, Any]) -> None:
        """Hand on what an update did to a week."""
        self._say({"kind": "updated", "week": week, "report": report})

    def _say(self, words: Mapping[str, Any]) -> None:
        for page in list(self.pages):
            page.say(words)

    async def listen(self, home: Path) -> asyncio.Server:
        """Open the socket in the home. Raises OSError."""
        folder = home / PLACE
        folder.mkdir(mode=0o700, exist_ok=True)
        server = await asyncio.start_unix_server(
            self._hear, folder / SOCKET, limit=_LONGEST, start_serving=False
        )
        (folder / SOCKET).chmod(0o600)
        await server.start_serving()
        return server

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one question; what is no question gets no answer."""
        with suppress(OSError, ValueError, TypeError, KeyError, TimeoutError):
            words = json.loads(await asyncio.wait_for(reader.readline(), _READ_SECONDS))
            week = int(words["week"])
            if words["ask"] == "save":
                await self.save(week)
            elif words["ask"] == "updated":
                self.tell(week, dict(words["report"]))
            writer.write(b"\n")
            await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
