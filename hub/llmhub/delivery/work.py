"""One order, carried out in the lab of its student."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from llmhub.delivery import book, decisions, report
from llmhub.delivery.decisions import Result
from llmhub.delivery.tables import Order
from llmhub.errors import LabError, PairError
from llmhub.pair import EXEC_BYTES, PairKey, Pairs

PROGRAM = ("/opt/server/bin/python", "-I", "-m", "labsync", "update")
HOME, COURSE = "/home/student", "/opt/course/releases"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """Seconds for one order.

    Attributes:
        whole: after which the hub waits no longer.
        update: for the program, which ends earlier by itself and then tells what it has done.
        wait: for an update that runs in that lab already, part of `update`.
    """

    whole: float
    update: float
    wait: float


def command(order: Order, limits: Limits) -> tuple[str, ...]:
    """Return the command that brings a lab to the order's release."""
    return (
        *PROGRAM,
        *("--home", HOME, "--release", f"{COURSE}/{order.release:04d}"),
        *("--week", str(order.week)),
        *("--seconds", f"{limits.update:.1f}", "--wait", f"{limits.wait:.1f}"),
        *(("--dry-run",) if order.dry_run else ()),
    )


async def carry_out(
    db: Session,
    pairs: Pairs,
    key: PairKey,
    order: Order,
    limits: Limits,
    settle: Callable[[Result], Result] = lambda result: result,
) -> Result:
    """Run the update for an order and note what came of it, as `settle` has it.

    Cancelled, the order waits again.
    """
    book.begin(db, order)
    result = decisions.WAITS
    try:
        result = settle(await _result(pairs, key, order, limits))
    finally:
        book.finish(db, order, result)
    return result


async def _result(pairs: Pairs, key: PairKey, order: Order, limits: Limits) -> Result:
    week, release, dry_run = order.week, order.release, order.dry_run
    try:
        _, output = await pairs.exec(key, command(order, limits), limits.whole, EXEC_BYTES)
        return decisions.of_report(report.read(output, week, release, dry_run))
    except LabError as error:
        failure = decisions.of_error(error)
    except Exception:  # whatever a lab said: it must not be asked again and again
        log.exception("the update of %s could not be understood", key)
        failure = decisions.of_error(report.bad())
    try:
        stopped = not (await pairs.state(key)).is_running
    except PairError:  # nobody knows: then the first failure is what there is to tell
        stopped = False
    return decisions.without_server(dry_run) if stopped else failure
