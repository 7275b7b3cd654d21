"""What is to be done with orders. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from llmhub.delivery.report import Report
from llmhub.delivery.state import COUNTS, State
from llmhub.errors import LabError


@dataclass(frozen=True)
class Standing:
    """What a decision needs to know of an order."""

    id: int
    user: str
    week: int
    state: str
    dry_run: bool = False


@dataclass(frozen=True)
class Result:
    """What came of an order; `report` is missing where the lab gave none that can be read."""

    state: State
    report: Report | None = None
    code: str = ""
    message: str = ""


WAITS = Result(State.WAITING)


def outdated(orders: Iterable[Standing]) -> set[int]:
    """Return the orders, of those that wait or failed, that a newer one makes out of date.

    An older release must never follow a newer one just because it was late. What only tries is
    neither out of date nor makes another so.
    """
    real = [one for one in orders if not one.dry_run and one.state in COUNTS]
    newest: dict[tuple[str, int], int] = {}
    for one in real:
        place = (one.user, one.week)
        newest[place] = max(one.id, newest.get(place, 0))
    still_open = (one for one in real if one.state in (State.WAITING, State.FAILED))
    return {one.id for one in still_open if one.id < newest[one.user, one.week]}


def of_report(report: Report) -> Result:
    """Return what a report means: an update that left something open can be tried again."""
    if report.code:
        return Result(State.FAILED, report, report.code, report.sentence)
    if report.open_files and not report.dry_run:
        missing = f"{report.open_files} of {len(report.files)} files could not be updated"
        error = LabError("update-incomplete", f"{missing}: the report says why; try again.")
        return of_error(error, report)
    return Result(State.DONE, report)


def of_error(error: LabError, report: Report | None = None) -> Result:
    """Return what a failure means, with the report if there is one."""
    return Result(State.FAILED, report, error.code, error.message)


def at_start(result: Result) -> Result:
    """Let wait on what the short time of a start cut off."""
    if result.report is not None and not result.report.ran_out_of_time:
        return result
    cut_off = result.report is not None or result.code == "exec-too-long"
    return WAITS if cut_off else result


def without_server(dry_run: bool) -> Result:
    """Return what becomes of an order whose server does not run, or stopped in the middle."""
    sentence = "This server does not run: it is updated when it starts, and cannot be tried now."
    return of_error(LabError("not-running", sentence)) if dry_run else WAITS
