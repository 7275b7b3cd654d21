"""A class whose servers run, with its book of orders and the runner that carries them out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy.orm import Session

from llmhub.delivery import book
from llmhub.delivery.bell import Bell
from llmhub.delivery.book import Wish
from llmhub.delivery.runner import Runner
from llmhub.delivery.tables import Order
from llmhub.layout import StateLayout
from llmhub.pair import Health, PairKey, Pairs, PairState, PartState
from tests.fakes.orders import obedient, states
from tests.fakes.pairs import FakePairs

RUNS = PairState(PairKey("ada"), notebook=PartState(Health.RUNNING))

NOWHERE = Path("/nowhere")


class Class:
    """A hub's book, labs and runner; everybody's server runs but for those in `away`.

    The labs are `others`, or those in `pairs`, which do as they are told.
    """

    def __init__(self, db: Session, others: Pairs | None = None, state: Path = NOWHERE) -> None:
        self.db, self.pairs, self.bell = db, FakePairs(), Bell()
        self.pairs.answer = RUNS
        self.pairs.lab = obedient
        self.away: set[str] = set()
        labs, layout = others or self.pairs, StateLayout(state)
        self.runner = Runner(db, labs, self.server_of, self.bell, layout)

    def server_of(self, user: str) -> PairKey | None:
        return None if user in self.away else PairKey(user)

    def order(
        self,
        *users: str,
        weeks: Sequence[int] = (3,),
        dry_run: bool = False,
        release: int = 7,
    ) -> list[Order]:
        wishes = [Wish(user, week, release) for user in users for week in weeks]
        orders = book.add(self.db, "p1", wishes, dry_run)
        self.bell.ring()
        return list(orders)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.005)

    async def until_states(self, orders: Sequence[Order], *expected: str) -> None:
        with suppress(TimeoutError):
            await self.until(lambda: states(orders) == list(expected))
        assert states(orders) == list(expected)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Class]:
        """Let the runner run."""
        task = asyncio.create_task(self.runner.run_for_ever())
        yield self
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
