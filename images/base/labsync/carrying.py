"""Carry a plan out: write everything beside, write down what comes, do it, remember it."""

from __future__ import annotations

from labsync.apply import perform, prepare
from labsync.errors import SyncError, as_sync_error
from labsync.journal import Entry
from labsync.record import FileRecord, Record, changed
from labsync.recovery import settle
from labsync.steps import Step, View, failed
from labsync.store import Store

Work = list[tuple[int, Entry]]
"""What is done, and for which step."""


def carry_out(view: View, store: Store, steps: list[Step]) -> str:
    """Do what is planned; in `steps`, those that fail are replaced by their failure.

    Returns:
        A code of `labsync.errors` if what was done could not be remembered, else nothing. The
        journal stays then, and the next run remembers it.
    """
    files = dict(view.record.files)
    work: Work = []
    for number, step in enumerate(steps):
        try:
            made = prepare(store, view.course, steps, number, view.deadline)
        except (SyncError, OSError) as error:
            steps[number] = failed(step.outcome.path, error)
            continue
        work += [(number, entry) for entry in made]
        if not step.moves:
            files = changed(files, step.change)
    try:
        return _do(view, store, steps, work, files)
    except OSError as error:
        return as_sync_error(error).code


def _do(
    view: View, store: Store, steps: list[Step], work: Work, files: dict[str, FileRecord]
) -> str:
    """Do what lies in the stage. Raises OSError, the record could not be written."""
    before = Record(view.record.release, files)
    entries = tuple(entry for _, entry in work)
    if not entries and Record(view.release, files) == view.record:
        return ""
    try:
        if entries:
            store.stage.sync()
            store.base.sync()
            store.write_journal(view.release, entries)
    except OSError as error:
        for number, _ in work:
            steps[number] = failed(steps[number].outcome.path, error)
        store.close_journal()
        return ""
    broken: set[int] = set()
    for number, entry in work:
        try:
            if number not in broken:
                perform(store, view.mine, entry)
        except (SyncError, OSError) as error:
            if entry.change:  # what else there is to do for a file only cleans up
                broken.add(number)
                steps[number] = failed(steps[number].outcome.path, error)
    settle(store, view.mine, before, view.release, entries)
    return ""
