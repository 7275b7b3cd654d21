"""Start a lab afresh: the student's folder goes aside, the release's takes its place."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from labsync import disk, editors, latest
from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.found import files
from labsync.fresh import put_in_place, stage_tree
from labsync.limit import Deadline
from labsync.outcome import FileOutcome, State
from labsync.recovery import recover
from labsync.release import open_release
from labsync.report import Report
from labsync.store import Store, open_store
from labsync.update import Options, open_home

_TRIES = 9


def start_afresh(home: Path, release: Path, week: int, options: Options | None = None) -> Report:
    """Move `~/labs/weekN` to `weekN.backup-TIME`, whatever it is, and put the release's there.

    The new folder is complete before the old one is moved. Never raises for what a home or a
    release may hold. Arguments as for `labsync.update.update`.
    """
    how = options or Options()
    start, name = time.monotonic(), f"week{week}"
    report = Report(week, dry_run=how.dry_run)
    try:
        with open_home(home) as folder, open_release(release, name) as course:
            report = replace(report, release=course.name)
            paths = sorted(files(course.week))
            course.check_there()  # an empty list would be no lab at all
            delivered = [FileOutcome(path, State.DELIVERED) for path in paths]
            if not how.dry_run:  # what is not yet saved belongs into the backup
                editors.save_first(folder, week, how.seconds)
            with (
                open_store(folder, name, how.wait) as store,
                folder.child("labs", make=True) as labs,
            ):
                if not how.dry_run:
                    _finish_earlier(store, labs, name)
                    known = stage_tree(course, paths, store, Deadline(how.seconds))
                    report = replace(report, backup=_move_aside(labs.descriptor, name))
                    put_in_place(labs, name, course, store, known)
                    latest.forget(store)
                report = replace(report, files=delivered)
            if report.changed:
                editors.tell(folder, report.told())
    except Exception as error:  # whatever a home was made to provoke is said, not thrown
        report = report.stopped(error)
    return replace(report, seconds=time.monotonic() - start)


def _finish_earlier(store: Store, labs: Folder, name: str) -> None:
    """Clean up after a run that was killed. Raises OSError."""
    try:
        with labs.child(name) as week:
            recover(store, week)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        recover(store, None)


def _move_aside(labs: int, name: str) -> str:
    """Rename the week's folder, and return its new name; empty where there is none. OSError."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for number in range(1, _TRIES + 1):
        backup = f"{name}.backup-{stamp}{f'-{number}' if number > 1 else ''}"
        try:
            with suppress(FileExistsError):
                disk.rename_new(labs, name, labs, backup)
                return backup
        except FileNotFoundError:
            return ""
    raise SyncError("SYNC-NAME", name)
