"""What a run is about to do to the disk, so that the next one knows how far it came. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from labsync.record import Change, dump_change, load_change
from labsync.sealed import Damaged, seal, unseal


class Operation(StrEnum):
    """A change of the disk in one step, between the stage and the week's folder."""

    REPLACE = "replace"  # the staged file and the student's change places
    CREATE = "create"  # the staged file goes where nothing is
    REMOVE = "remove"  # the student's file goes into the stage
    TREE = "tree"  # the staged folder becomes the week's


@dataclass(frozen=True)
class Entry:
    """One step.

    Attributes:
        operation: what is done.
        stage: the name in the stage.
        path: the file, below the week's folder.
        old: SHA-256 of the student's file that is replaced or removed.
        new: SHA-256 of what comes.
        change: what is remembered when it is done.
    """

    operation: Operation
    stage: str
    path: str = ""
    old: str = ""
    new: str = ""
    change: Change = field(default_factory=dict)


@dataclass(frozen=True)
class Journal:
    """All steps of a run that goes to `release`."""

    release: str
    entries: tuple[Entry, ...]


def dump(release: str, entries: Sequence[Entry]) -> bytes:
    """Return a journal as the bytes of its file."""
    lines = [
        [str(one.operation), one.stage, one.path, one.old, one.new, dump_change(one.change)]
        for one in entries
    ]
    return seal({"release": release, "entries": lines})


def load(data: bytes) -> Journal:
    """Return the journal in `data`.

    Raises:
        Damaged: it is no longer what was written.
    """
    body = unseal(data)
    try:
        entries = [
            Entry(Operation(operation), stage, path, old, new, load_change(change))
            for operation, stage, path, old, new, change in body["entries"]
        ]
        if any("/" in one.stage for one in entries):  # names, never ways
            raise Damaged("a way")
        return Journal(str(body["release"]), tuple(entries))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged("no journal") from error
