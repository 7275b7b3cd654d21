"""A week's folder as the release has it, put in place whole or not at all."""

from __future__ import annotations

from labsync import disk
from labsync.apply import copy_in
from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.found import files, look, parts_of
from labsync.journal import Entry, Operation
from labsync.limit import Deadline
from labsync.outcome import FileOutcome, State
from labsync.record import FileRecord, Record
from labsync.recovery import settle
from labsync.release import Release
from labsync.steps import Move, failed
from labsync.store import Store

TREE = "tree"
"""Name of the new folder in the stage."""


def create(
    home: Folder,
    week: str,
    course: Release,
    store: Store,
    deadline: Deadline,
    *,
    dry_run: bool = False,
) -> list[FileOutcome]:
    """Put a release's week into a home that has none.

    Raises OSError: the record could not be written; the next run does it. SyncError
    `SYNC-RELEASE`: the week was taken out of the release meanwhile.
    """
    paths = sorted(files(course.week))
    course.check_there()
    if dry_run:
        return [FileOutcome(path, State.DELIVERED) for path in paths]
    try:
        known = stage_tree(course, paths, store, deadline)
        with home.child("labs", make=True) as labs:
            put_in_place(labs, week, course, store, known)
    except (SyncError, OSError) as error:
        store.stage.clear(TREE)
        store.close_journal()
        return [failed(path, error).outcome for path in paths]
    return [FileOutcome(path, State.DELIVERED) for path in paths]


def stage_tree(
    course: Release, paths: list[str], store: Store, deadline: Deadline
) -> dict[str, FileRecord]:
    """Write the whole week into the stage, and return what is to be remembered.

    Raises SyncError, OSError; what is in the stage is then of no use.
    """
    known = {}
    store.stage.clear(TREE)
    with store.stage.child(TREE, make=True) as tree:
        for path in paths:
            found = look(course.week, path, None)
            if found.data is not None:
                store.keep_base(found.sha, found.data)
            folders, name = parts_of(path)
            with tree.below(folders, make=True) as folder:
                move = Move(Operation.CREATE, path, new=found.sha, source=path)
                copy_in(folder, name, course.week, move, deadline)
                folder.sync()
            known[path] = FileRecord(found.sha)
        tree.sync()
    store.stage.sync()
    store.base.sync()
    return known


def put_in_place(
    labs: Folder, week: str, course: Release, store: Store, known: dict[str, FileRecord]
) -> None:
    """Let the staged folder become the week's. Raises OSError, FileExistsError where one is."""
    entry = Entry(Operation.TREE, TREE, week, change=known)
    store.write_journal(course.name, [entry])
    disk.rename_new(store.stage.descriptor, TREE, labs.descriptor, week)
    labs.sync()
    settle(store, None, Record(), course.name, (entry,))
