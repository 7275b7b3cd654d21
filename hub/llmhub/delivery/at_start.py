"""What waited for somebody's server to start, before the student sees it: quickly, or later."""

from __future__ import annotations

import asyncio
import logging
import time

from sqlalchemy.orm import Session

from llmhub.delivery import book, decisions, withdrawn, work
from llmhub.delivery.state import State
from llmhub.layout import StateLayout
from llmhub.pair import PairKey, Pairs

log = logging.getLogger(__name__)

SECONDS = 10.0
"""For all of it; what is not done then goes on as soon as the server runs."""
LEAST, MARGIN = 2.0, 1.0  # less is not worth a beginning; for the report to come back


async def work_off(
    db: Session, pairs: Pairs, key: PairKey, layout: StateLayout, seconds: float = SECONDS
) -> None:
    """Carry out somebody's waiting orders; never raises, for nothing may keep a lab from starting.

    Trials are left alone: whoever asked for one does not wait for a start.
    """
    end = time.monotonic() + seconds
    try:
        withdrawn.call_off(db, layout, book.waiting(db, key.user))
        async with asyncio.timeout(seconds):
            while await _next(db, pairs, key, end - time.monotonic()):
                pass
    except TimeoutError:
        log.warning("updates of %s were not done in time and wait", key)
    except Exception:
        log.exception("updates of %s cannot be carried out at its start", key)
        _recover(db)


async def _next(db: Session, pairs: Pairs, key: PairKey, left: float) -> bool:
    """Carry out the next order; tell whether to go on."""
    orders = [one for one in book.waiting(db, key.user) if not one.dry_run]
    if not orders or left < LEAST:
        return False
    limits = work.Limits(whole=left, update=left - MARGIN, wait=MARGIN)
    result = await work.carry_out(db, pairs, key, orders[0], limits, decisions.at_start)
    return result.state is not State.WAITING


def _recover(db: Session) -> None:
    try:
        db.rollback()
    except Exception:
        log.exception("the hub's database does not answer")
