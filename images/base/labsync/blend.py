"""The content of one file, out of three versions. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from labsync.found import MERGED_BYTES
from labsync.lines import is_text, merge_lines
from labsync.outcome import CellOutcome, State


@dataclass(frozen=True)
class Blend:
    """A merged file, or why there is none.

    Attributes:
        data: the merged bytes; None: the student's has to stay as it is.
        code: of `labsync.errors`; empty where nothing of the course's is missing.
        cells: of a notebook, what became of the course's changes.
    """

    data: bytes | None
    code: str = ""
    cells: tuple[CellOutcome, ...] = ()

    @property
    def state(self) -> State:
        """Return the file's state: merged, or the student's kept where anything is missing."""
        return State.KEPT if self.code else State.MERGED


def blend(path: str, base: bytes | None, mine: bytes | None, theirs: bytes | None) -> Blend:
    """Merge a file that both sides changed.

    Args:
        path: its name says whether it is a notebook.
        base: what both began from; None: the text is not known any more.
        mine: the student's; None: too large.
        theirs: the course's; None: too large.
    """
    if mine is None or theirs is None:
        return Blend(None, "SYNC-LARGE")
    if path.endswith(".ipynb"):
        return _notebooks(base, mine, theirs)
    if not (is_text(mine) and is_text(theirs)):
        return Blend(None, "SYNC-BINARY")
    if base is None:
        return Blend(None, "SYNC-NO-BASE")
    merged = merge_lines(base, mine, theirs)
    return Blend(merged, "" if merged is not None else "SYNC-CONFLICT")


def _notebooks(base: bytes | None, mine: bytes, theirs: bytes) -> Blend:
    # Late, for a tenth of a second: most updates replace files and merge none.
    from labsync.merge import merge_notebooks
    from labsync.notebook import Unreadable, parse, write

    try:
        here, there = parse(mine), parse(theirs)
    except Unreadable:
        return Blend(None, "SYNC-NOTEBOOK")
    try:
        was = None if base is None else parse(base)
    except Unreadable:
        was = None
    if was is None:
        return Blend(None, "SYNC-NO-BASE")
    merged = merge_notebooks(was, here, there)
    data = mine if merged.notebook == here else write(merged.notebook)
    try:
        parse(data)
    except Unreadable:
        return Blend(None, "SYNC-NOTEBOOK")
    if len(data) > MERGED_BYTES:
        return Blend(None, "SYNC-LARGE")  # the next run could not read it any more
    kept = any(one.state is State.KEPT for one in merged.cells)
    return Blend(data, "SYNC-CELLS" if kept else "", merged.cells)
