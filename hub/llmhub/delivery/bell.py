"""Tells whoever carries orders out that there are new ones."""

from __future__ import annotations

import asyncio
from contextlib import suppress

BELL = "llmhub_bell"
"""Its name among tornado's settings."""


class Bell:
    """Rung by those who bring orders."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or will."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Return when it rings, or after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
