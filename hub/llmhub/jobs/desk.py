"""Takes orders and tells how they stand: two are carried out at a time, the others queue.

What is known lives in memory: what an earlier hub was asked is told by what lies on the disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from llmhub.errors import LabError
from llmhub.jobs.box import Box
from llmhub.jobs.order import Order
from llmhub.jobs.worker import Worker
from llmhub.lab import Lab, lab
from llmhub.layout import StateLayout

AT_ONCE = 2
MOST_WAITING = 500
MOST_REMEMBERED = 2000

log = logging.getLogger(__name__)


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNDER_WAY = frozenset({State.WAITING, State.RUNNING})


@dataclass(frozen=True)
class Standing:
    """How a job stands; `code` and `message` say why it failed."""

    id: str
    state: State
    code: str = ""
    message: str = ""


class Desk:
    """All orders of one hub's life."""

    def __init__(self, layout: StateLayout, carry_out: Callable[[Order], Awaitable[None]]) -> None:
        self._layout, self._carry_out = layout, carry_out
        self._standings: OrderedDict[str, Standing] = OrderedDict()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, order: Order) -> Standing:
        """Take an order, also one that has ended; raises LabError `job-busy` or `jobs-full`."""
        under_way = self.under_way()
        if order.id in under_way:
            raise LabError("job-busy", "That job waits or runs already.")
        if len(under_way) >= MOST_WAITING:
            raise LabError("jobs-full", "Too many jobs wait: try again in a few minutes.")
        self._note(Standing(order.id, State.WAITING))
        task = asyncio.create_task(self._work(order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return self._standings[order.id]

    def standing(self, job: str) -> Standing:
        """Tell how a job stands, or raise LabError `no-such-job`.

        One that an earlier hub was asked has left its result or was interrupted.
        """
        if job in self._standings:
            return self._standings[job]
        match Box(self._layout, job).has_result():
            case True:
                return Standing(job, State.DONE)
            case False:
                return failed(job, INTERRUPTED)
        raise LabError("no-such-job", "There is no such job.")

    def under_way(self) -> frozenset[str]:
        """Return which jobs wait or run."""
        return frozenset(one.id for one in self._standings.values() if one.state in UNDER_WAY)

    async def _work(self, order: Order) -> None:
        async with self._turns:
            self._note(Standing(order.id, State.RUNNING))
            try:
                await self._carry_out(order)
            except LabError as error:
                self._note(failed(order.id, error))
            except Exception:
                log.exception("job %s failed", order.id)
                self._note(failed(order.id, LabError("job-failed", "The hub's log says more.")))
            else:
                self._note(Standing(order.id, State.DONE))

    def _note(self, standing: Standing) -> None:
        self._standings[standing.id] = standing
        self._standings.move_to_end(standing.id)
        if len(self._standings) > MOST_REMEMBERED:
            ended = next(one for one in self._standings.values() if one.state not in UNDER_WAY)
            del self._standings[ended.id]


INTERRUPTED = LabError("interrupted", "The hub was started anew meanwhile: ask for it again.")


def failed(job: str, error: LabError) -> Standing:
    """Return how a job stands that failed."""
    return Standing(job, State.FAILED, error.code, error.message)


@cache
def desk() -> Desk:
    """Return this process's desk."""
    return make_desk(lab())


def make_desk(shared: Lab) -> Desk:
    """Make a desk over a lab's engine."""
    worker = Worker(shared.settings, shared.layout, shared.jobs)
    return Desk(shared.layout, worker.carry_out)
