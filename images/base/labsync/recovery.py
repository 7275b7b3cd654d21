"""The end of a run, its own or one that was killed: what came of the journal's steps.

The stage tells. Before a step it holds the new file; afterwards it holds the old one or, where
there was none, nothing.
"""

from __future__ import annotations

from contextlib import suppress

from labsync import disk
from labsync.apply import holds
from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.found import parts_of
from labsync.journal import Entry, Operation
from labsync.record import FileRecord, Record, changed
from labsync.sealed import Damaged
from labsync.store import Store


def recover(store: Store, week: Folder | None) -> None:
    """Bring the record up to what a killed run did, and clean up after it; then all is as if whole.

    Args:
        store: the week's.
        week: the student's folder; None: it is gone.

    Raises:
        OSError: the disk is full or broken; nothing is lost, the next run tries again.
    """
    try:
        journal = store.journal()
    except Damaged:
        for name in store.stage.names():
            store.set_aside(name)
        journal = None
    if journal is not None:
        before = store.record() or Record()
        settle(store, week, before, journal.release, journal.entries)
    store.close_journal()


def settle(
    store: Store, week: Folder | None, before: Record, release: str, entries: tuple[Entry, ...]
) -> Record:
    """Write the record of what was done, and empty the stage. Raises OSError."""
    files = dict(before.files)
    for entry in entries:
        if _was_done(store, entry):
            files = _after(files, entry)
        _clean(store, week, entry)
    record = Record(release, files)
    store.write_record(record)
    store.close_journal()
    store.forget_bases(one.sha for one in files.values())
    return record


def _after(files: dict[str, FileRecord], entry: Entry) -> dict[str, FileRecord]:
    """Return the files that are remembered after a step; a new folder knows of no earlier ones."""
    return changed({} if entry.operation is Operation.TREE else files, entry.change)


def _was_done(store: Store, entry: Entry) -> bool:
    state = store.stage.state(entry.stage)
    if entry.operation is Operation.TREE:
        return state is None
    if entry.operation is Operation.CREATE:  # with two names, one of them is the new one
        return state is None or state.st_nlink > 1
    if entry.operation is Operation.REMOVE:
        return state is not None
    if state is None:  # the second of three steps, where two files cannot be exchanged in one
        return store.stage.state(entry.stage + disk.OUT) is not None
    return not holds(store.stage, entry.stage, entry.new)


def _clean(store: Store, week: Folder | None, entry: Entry) -> None:
    """Keep what is in the stage if it is neither the version that was read nor the one to come."""
    for name in (entry.stage, entry.stage + disk.OUT):
        if entry.operation is Operation.TREE or store.stage.state(name) is None:
            continue
        if not any(holds(store.stage, name, sha) for sha in (entry.old, entry.new) if sha):
            _rescue(store, week, entry, name)


def _rescue(store: Store, week: Folder | None, entry: Entry, staged: str) -> None:
    """Put a file of the student's beside the one that it belonged to, else set it aside."""
    folders, name = parts_of(entry.path)
    stem, dot, ending = name.rpartition(".")
    for number in range(1, 100):
        new = f"{(stem or ending)[:100]}.rescued-{number}{dot + ending[:100] if stem else ''}"
        if week is None:
            break
        with suppress(FileExistsError):
            try:
                with week.below(folders) as folder:
                    disk.rename_new(store.stage.descriptor, staged, folder.descriptor, new)
                    folder.sync()
                return
            except FileExistsError:
                raise
            except (OSError, SyncError):
                break
    store.set_aside(staged)
