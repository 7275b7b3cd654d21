"""Which order makes which out of date, which states follow, and what a result means."""

from __future__ import annotations

import pytest

from llmhub.delivery import decisions
from llmhub.delivery.decisions import Result, Standing
from llmhub.delivery.report import File, FileState, Report
from llmhub.delivery.state import FOLLOWS, State, check_step
from llmhub.errors import LabError, PairError

OLD, NEW = 1, 2


def pair(old: State, new: State, **of_new: object) -> set[int]:
    """Return what is out of date of two orders for the same student and week."""
    newer = {"user": "ada", "week": 3, "state": new} | of_new
    older = Standing(OLD, "ada", 3, old)
    return decisions.outdated([Standing(NEW, **newer), older])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (State.WAITING, State.WAITING, {OLD}),
        (State.WAITING, State.RUNNING, {OLD}),
        (State.WAITING, State.DONE, {OLD}),
        (State.FAILED, State.DONE, {OLD}),
        (State.FAILED, State.FAILED, {OLD}),
        # A push that was taken back is as if it had never been.
        (State.WAITING, State.CANCELLED, set()),
        (State.FAILED, State.CANCELLED, set()),
        # What is over stays as it was, and what runs is not stopped.
        (State.DONE, State.WAITING, set()),
        (State.RUNNING, State.WAITING, set()),
        (State.CANCELLED, State.WAITING, set()),
    ],
)
def test_newer_order_makes_an_open_one_out_of_date(
    old: State, new: State, expected: set[int]
) -> None:
    assert pair(old, new) == expected


@pytest.mark.parametrize("other", [{"user": "bob"}, {"week": 4}, {"dry_run": True}])
def test_order_for_another_place_replaces_nothing(other: dict[str, object]) -> None:
    assert pair(State.WAITING, State.WAITING, **other) == set()


def test_trial_is_never_out_of_date() -> None:
    trial = Standing(OLD, "ada", 3, State.WAITING, dry_run=True)
    assert decisions.outdated([trial, Standing(NEW, "ada", 3, State.WAITING)]) == set()


def test_every_step_is_allowed_or_refused_by_the_table() -> None:
    assert set(FOLLOWS) == set(State)
    for before in State:
        for after in State:
            if after in FOLLOWS[before]:
                check_step(before, after)
            else:
                with pytest.raises(ValueError, match="cannot become"):
                    check_step(before, after)


@pytest.mark.parametrize("end", [State.DONE, State.REPLACED, State.CANCELLED])
def test_what_is_over_is_over(end: State) -> None:
    assert FOLLOWS[end] == frozenset()


def a_report(
    *states: FileState, dry_run: bool = False, code: str = "", of_file: str = ""
) -> Report:
    files = [File(path=f"{n}.py", state=one, code=of_file) for n, one in enumerate(states)]
    return Report(
        format=1, week=3, release="0007", dry_run=dry_run, seconds=1, code=code, files=files
    )


@pytest.mark.parametrize(
    ("report", "state", "code"),
    [
        (a_report(), State.DONE, ""),
        (a_report(FileState.MERGED, FileState.KEPT, FileState.LEFT_DELETED), State.DONE, ""),
        (a_report(FileState.MERGED, FileState.SKIPPED), State.FAILED, "update-incomplete"),
        (a_report(FileState.FAILED), State.FAILED, "update-incomplete"),
        (a_report(FileState.SKIPPED, dry_run=True), State.DONE, ""),
        (a_report(code="SYNC-BUSY"), State.FAILED, "SYNC-BUSY"),
        (a_report(code="SYNC-BUSY", dry_run=True), State.FAILED, "SYNC-BUSY"),
    ],
)
def test_report_says_how_an_order_ends(report: Report, state: State, code: str) -> None:
    found = decisions.of_report(report)
    assert (found.state, found.code, found.report) == (state, code, report)


def test_incomplete_update_says_how_much_is_missing() -> None:
    found = decisions.of_report(a_report(FileState.MERGED, FileState.SKIPPED))
    assert found.message.startswith("1 of 2 files could not be updated:")


LATE = a_report(FileState.SKIPPED, of_file="SYNC-TIME")


@pytest.mark.parametrize(
    ("result", "waits"),
    [
        (decisions.of_report(a_report(code="SYNC-TIME")), True),
        (decisions.of_report(LATE), True),
        (decisions.of_error(PairError("exec-too-long", "")), True),
        (decisions.WAITS, True),
        (decisions.of_report(a_report(FileState.DELIVERED)), False),
        (decisions.of_report(a_report(FileState.SKIPPED, of_file="SYNC-NAME")), False),
        (decisions.of_error(PairError("exec-too-much", "")), False),
        (decisions.of_error(LabError("bad-report", "")), False),
    ],
)
def test_at_a_start_what_time_cut_off_waits(result: Result, waits: bool) -> None:
    assert decisions.at_start(result) == (decisions.WAITS if waits else result)


def test_without_a_server_an_update_waits_and_a_trial_ends() -> None:
    assert decisions.without_server(dry_run=False).state is State.WAITING
    assert decisions.without_server(dry_run=True).code == "not-running"
