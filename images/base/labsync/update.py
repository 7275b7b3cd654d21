"""Bring one week of a home to a release: the whole run, from the lock to the report."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from labsync import editors, latest
from labsync.carrying import carry_out
from labsync.errors import SyncError, as_sync_error
from labsync.folder import Folder
from labsync.fresh import create
from labsync.limit import Deadline
from labsync.outcome import FileOutcome, State
from labsync.plan import make_plan
from labsync.record import Record
from labsync.recovery import recover
from labsync.release import Release, open_release
from labsync.report import Report
from labsync.steps import Step, View
from labsync.store import Store, open_store

LABS = "labs"


@dataclass(frozen=True)
class Options:
    """How to run.

    Attributes:
        dry_run: change nothing, and say what would be.
        seconds: for the run; what is not done then is skipped.
        wait: seconds to wait for another run in this home.
    """

    dry_run: bool = False
    seconds: float = 60.0
    wait: float = 10.0


def update(home: Path, release: Path, week: int, options: Options | None = None) -> Report:
    """Bring `~/labs/weekN` to a release, newer or older: older undoes.

    Never raises for what a home or a release may hold: the report says it.

    Args:
        home: the student's; this process must be its owner.
        release: the folder of a release, which holds `weekN`; a link is followed once.
        week: its number.
        options: see `Options`.
    """
    how = options or Options()
    start = time.monotonic()
    report = Report(week, dry_run=how.dry_run)
    try:
        with open_home(home) as folder, open_release(release, f"week{week}") as course:
            report = replace(report, release=course.name)
            if not how.dry_run:
                # Before the lock: a save of the open JupyterLab needs it too.
                editors.save_first(folder, week, how.seconds)
            with open_store(folder, f"week{week}", how.wait) as store:
                report = _run(folder, course, store, report, Deadline(how.seconds))
                latest.keep(store, report)
            if report.changed:
                editors.tell(folder, report.told())
    except Exception as error:  # whatever a home was made to provoke is said, not thrown
        report = report.stopped(error)
    return replace(report, seconds=time.monotonic() - start)


@contextmanager
def open_home(home: Path) -> Iterator[Folder]:
    """Open a home that is this process's own. Raises SyncError `SYNC-HOME`, `SYNC-OWNER`."""
    try:
        folder = Folder.at(home)
    except OSError as error:
        raise SyncError("SYNC-HOME", str(error)) from error
    with folder:
        if os.fstat(folder.descriptor).st_uid != os.geteuid():
            raise SyncError("SYNC-OWNER")
        yield folder


def open_week(stack: ExitStack, home: Folder, name: str) -> Folder | None:
    """Open `~/labs/weekN`, None when there is none. Raises SyncError `SYNC-FOLDER`."""
    try:
        return stack.enter_context(home.below((LABS, name)))
    except FileNotFoundError:
        return None
    except OSError as error:
        code = as_sync_error(error).code
        raise SyncError(code if code == "SYNC-DISK-FULL" else "SYNC-FOLDER", str(error)) from error


def _run(home: Folder, course: Release, store: Store, report: Report, deadline: Deadline) -> Report:
    """Update or create the week, with the store open."""
    name = f"week{report.week}"
    with ExitStack() as stack:
        mine = open_week(stack, home, name)
        if not report.dry_run:
            recover(store, mine)
        record = store.record() or Record()
        report = replace(report, before=record.release)
        if mine is None:
            files = create(home, name, course, store, deadline, dry_run=report.dry_run)
            return replace(report, files=files)
        view = View(
            mine, course.week, course.name, record, store.base_text, course.earlier, deadline
        )
        steps = list(make_plan(view))
        course.check_there()
        if report.dry_run:
            return replace(report, files=_outcomes(steps))
        code = carry_out(view, store, steps)
        return replace(report, files=_outcomes(steps), code=code)


def _outcomes(steps: Sequence[Step]) -> list[FileOutcome]:
    """Return what is worth telling: not that a file is gone which both removed."""
    return [
        step.outcome
        for step in steps
        if step.outcome.state is not State.UNCHANGED or set(step.change.values()) != {None}
    ]
