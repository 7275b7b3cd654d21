"""Removes what jobs of an earlier hub left behind, and what should have ended long ago."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from llmhub.errors import LabError
from llmhub.jobs.box import put_aside, remove_all
from llmhub.jobs.interface import Jobs
from llmhub.jobs.spec import FoundJob
from llmhub.layout import StateLayout

log = logging.getLogger(__name__)


def orphans(
    found: Iterable[FoundJob], known: Collection[str], now: datetime
) -> tuple[FoundJob, ...]:
    """Decide which containers go; pure.

    A job is known before its container is made and until after that is removed, so what is not
    known is nobody's. What is known goes only long after its limit.
    """
    return tuple(one for one in found if one.id not in known or one.overdue(now))


async def sweep(jobs: Jobs, layout: StateLayout, known: Callable[[], Collection[str]]) -> None:
    """Look once; one container's trouble keeps no other."""
    found = await jobs.found()
    for one in orphans(found, known(), datetime.now(UTC)):
        log.warning("removing an orphan: job %s", one.id)
        try:
            await jobs.remove(one)
        except LabError as error:
            log.warning("cannot remove the orphan of job %s: %s", one.id, error)
    # Nothing waits between the look at the known and the move: no job can begin meanwhile.
    aside = put_aside(layout, known())
    await asyncio.to_thread(remove_all, aside)


async def run_for_ever(
    jobs: Jobs, layout: StateLayout, known: Callable[[], Collection[str]], interval: float
) -> None:
    """Sweep at once, then every `interval` seconds; never gives up."""
    while True:
        try:
            await sweep(jobs, layout, known)
        except Exception:  # the hub must go on, whatever Docker says
            log.exception("the look for left jobs failed; it is repeated")
        await asyncio.sleep(interval)
