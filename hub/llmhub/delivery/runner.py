"""Carries the orders of running servers out: at most some at a time, one after another for each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from llmhub.delivery import book, decisions, withdrawn, work
from llmhub.delivery.bell import Bell
from llmhub.delivery.state import State
from llmhub.layout import StateLayout
from llmhub.pair import PairKey, Pairs

log = logging.getLogger(__name__)

AT_ONCE = 8
LIMITS = work.Limits(whole=80, update=60, wait=10)
LOOK_INTERVAL = 10.0  # seconds between two looks, if nobody rings

RunningServer = Callable[[str], PairKey | None]
"""Tells which server of somebody runs and is neither starting nor stopping."""


class Runner:
    """Works through the book for as long as the hub runs."""

    def __init__(
        self,
        db: Session,
        pairs: Pairs,
        server_of: RunningServer,
        bell: Bell,
        layout: StateLayout,
    ) -> None:
        self._db, self._pairs, self._server_of, self._bell = db, pairs, server_of, bell
        self._layout = layout
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run_for_ever(self) -> None:
        """Take up what the last hub left, then work whenever the bell rings; never give up."""
        begun = False
        while True:
            try:
                if not begun:
                    book.resume(self._db)
                    begun = True
                self.look()
            except Exception:  # the hub must go on, whatever its database says
                log.exception("the look at the orders failed; it is tried again")
                self._db.rollback()
            await self._bell.wait(LOOK_INTERVAL)

    def look(self) -> None:
        """Begin the work for everybody whose server runs and who has orders."""
        withdrawn.call_off(self._db, self._layout, book.all_waiting(self._db))
        for user in book.with_work(self._db):
            if user in self._busy:
                continue
            if self._server_of(user) is None:
                self._turn_away(user)
                continue
            task = asyncio.create_task(self._work_off(user))
            self._busy[user] = task
            task.add_done_callback(partial(self._free, user))

    def _free(self, user: str, _: asyncio.Task[None]) -> None:
        del self._busy[user]

    def _turn_away(self, user: str) -> None:
        """Let nobody wait for a trial that cannot be made."""
        for order in book.waiting(self._db, user):
            if order.dry_run:
                book.finish(self._db, order, decisions.without_server(order.dry_run))

    async def _work_off(self, user: str) -> None:
        """Carry out somebody's orders, one after the other, as long as the server runs."""
        try:
            while await self._next(user):
                pass
        except Exception:
            log.exception("the orders of %s cannot be carried out now", user)
            self._db.rollback()

    async def _next(self, user: str) -> bool:
        """Carry out the next order; tell whether there may be more to do."""
        async with self._turns:
            key, orders = self._server_of(user), book.waiting(self._db, user)
            if key is None or not orders:
                return False
            result = await work.carry_out(
                self._db, self._pairs, key, orders[0], LIMITS, lambda one: self._seen(user, one)
            )
            return result.state is not State.WAITING

    def _seen(self, user: str, result: decisions.Result) -> decisions.Result:
        """Let wait what a server that is being stopped could not end."""
        lost = result.report is None and self._server_of(user) is None
        return decisions.WAITS if lost else result
