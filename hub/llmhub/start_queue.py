"""The start queue: when a class arrives at once, everybody gets a turn and sees their place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

FIRST_GUESS = 5.0  # seconds a start takes, until some have been seen
WEIGHT = 0.3  # of the newest start in the running mean


@dataclass(eq=False)
class Ticket:
    """One waiting start."""

    name: str
    turn: asyncio.Event = field(default_factory=asyncio.Event)


class StartQueue:
    """At most `slots` starts at a time, first come first served."""

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.slots = slots
        self._clock = clock
        self._waiting: list[Ticket] = []
        self._running = 0
        self._mean = FIRST_GUESS

    @asynccontextmanager
    async def turn(self, ticket: Ticket, timeout: float) -> AsyncIterator[None]:
        """Wait for a turn, at most `timeout` seconds (TimeoutError), and hold it in the block."""
        self._waiting.append(ticket)
        self._next()
        try:
            async with asyncio.timeout(timeout):  # wait_for may swallow a cancellation in 3.11
                await ticket.turn.wait()
        except BaseException:
            self._leave(ticket)
            raise
        began = self._clock()
        try:
            yield
            self._mean += WEIGHT * (self._clock() - began - self._mean)
        finally:
            self._running -= 1
            self._next()

    def position(self, ticket: Ticket) -> int:
        """Place in the queue, 1 is next; 0 when the turn has come or the ticket is not here."""
        return self._waiting.index(ticket) + 1 if ticket in self._waiting else 0

    def wait(self, position: int) -> float:
        """Seconds until that place's turn, from the mean of the last starts."""
        return self._mean * max(1, -(-position // self.slots)) if position else 0.0

    def _next(self) -> None:
        while self._waiting and self._running < self.slots:
            self._running += 1
            self._waiting.pop(0).turn.set()

    def _leave(self, ticket: Ticket) -> None:
        if ticket in self._waiting:
            self._waiting.remove(ticket)
        elif ticket.turn.is_set():  # the turn came as the waiting ended: hand it on
            self._running -= 1
            self._next()


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th …

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{last or 'th'}"
