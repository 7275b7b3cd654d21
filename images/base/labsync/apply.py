"""Do what a plan says: everything is written beside and on the disk before anything is moved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress

from labsync import disk
from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.found import look, parts_of
from labsync.journal import Entry, Operation
from labsync.limit import Deadline
from labsync.steps import Move, Step
from labsync.store import Store


class Checked:
    """Pieces of a file on their way; afterwards `sha` is the sum of what came by."""

    def __init__(self, pieces: Iterator[bytes], deadline: Deadline) -> None:
        self._pieces = pieces
        self._deadline = deadline
        self._sum = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._deadline.check()
            self._sum.update(piece)
            yield piece

    @property
    def sha(self) -> str:
        """Return the SHA-256 so far."""
        return self._sum.hexdigest()


def prepare(
    store: Store, course: Folder, steps: Sequence[Step], number: int, deadline: Deadline
) -> list[Entry]:
    """Write what the step `number` brings into the stage, and the texts it will be needed with.

    Raises:
        SyncError, OSError: nothing of it is left.
    """
    step = steps[number]
    for path in step.bases:
        found = look(course, path)
        if found.data is not None:
            store.keep_base(found.sha, found.data)
    entries: list[Entry] = []
    try:
        for turn, move in enumerate((*step.moves, *step.cleanup)):
            name = f"{number}-{turn}"
            if move.operation is not Operation.REMOVE:
                copy_in(store.stage, name, course, move, deadline)
            change = step.change if turn < len(step.moves) else {}
            entries.append(Entry(move.operation, name, move.path, move.old, move.new, change))
    except BaseException:
        for turn in range(len(step.moves) + len(step.cleanup)):
            with suppress(OSError):
                store.stage.clear(f"{number}-{turn}")
        raise
    return entries


def copy_in(folder: Folder, name: str, course: Folder, move: Move, deadline: Deadline) -> None:
    """Write what a move brings to `name` in `folder`, on the disk.

    Raises:
        SyncError: `SYNC-TIME`, `SYNC-RELEASE` if the release is no longer what it was. OSError.
    """
    folders, source = parts_of(move.source)
    with course.below(folders) as origin:
        pieces = origin.pieces(source) if move.data is None else iter([move.data])
        checked = Checked(pieces, deadline)
        folder.write(name, iter(checked), move.mode)
    if checked.sha != move.new:
        folder.clear(name)
        raise SyncError("SYNC-RELEASE", move.source)


def perform(store: Store, week: Folder, entry: Entry) -> None:
    """Do one step of the journal: the file is then the new one, or what it was before.

    Raises:
        SyncError: `SYNC-CHANGING`, the student's file was another by now. OSError.
    """
    folders, name = parts_of(entry.path)
    stage = store.stage
    with week.below(folders, make=entry.operation is Operation.CREATE) as folder:
        here = folder.descriptor
        if entry.operation is Operation.CREATE:
            disk.rename_new(stage.descriptor, entry.stage, here, name)
        elif entry.operation is Operation.REMOVE:
            disk.rename(here, name, stage.descriptor, entry.stage)
            if not holds(stage, entry.stage, entry.old):
                disk.rename_new(stage.descriptor, entry.stage, here, name)
                raise SyncError("SYNC-CHANGING", entry.path)
        else:
            disk.exchange(stage.descriptor, entry.stage, here, name)
            if not holds(stage, entry.stage, entry.old):
                disk.exchange(stage.descriptor, entry.stage, here, name)
                raise SyncError("SYNC-CHANGING", entry.path)
        folder.sync()
    for depth in range(len(folders)):  # new folders have to be on the disk too
        with week.below(folders[:depth]) as above:
            above.sync()


def holds(folder: Folder, name: str, sha: str) -> bool:
    """Say whether there is a plain file with this SHA-256. False too if it cannot be read."""
    try:
        return folder.digest(name) == sha
    except (OSError, SyncError):
        return False
