"""What becomes of one cell: the rule of the merge. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from nbformat import NotebookNode

from labsync.cells import (
    Mixed,
    digest,
    dressed,
    has_own_results,
    mix,
    results_of,
    same_text,
    settings_of,
)
from labsync.offers import begins_with
from labsync.outcome import State
from labsync.tracks import Track


@dataclass(frozen=True)
class Verdict:
    """What becomes of one cell.

    Attributes:
        cell: as it is in the merged notebook; None: it is not there.
        state: what became of the course's change; None: there was none.
        why: what the change was, see `labsync.outcome.CellOutcome`.
        offer: the course's cell to show below; None: nothing.
        begun: with `offer`: the sum of the text from which the student began.
        left: the student's cell of which the results would be lost, to stay below.
        settled: earlier offers below it have had their time.
    """

    cell: NotebookNode | None
    state: State | None = None
    why: str = ""
    offer: NotebookNode | None = None
    begun: str = ""
    left: NotebookNode | None = None
    settled: bool = False


def judge(track: Track) -> Verdict:
    """Return what becomes of a cell; nothing that the student wrote or computed is ever lost."""
    base, mine, theirs = track.base, track.mine, track.theirs
    if mine is not None and theirs is not None:
        return _new_in_both(mine, theirs) if base is None else _both(track, base, mine, theirs)
    if mine is not None:
        return Verdict(mine) if base is None else _course_removed(base, mine)
    if theirs is not None:
        return _student_removed(base, theirs)
    return Verdict(None)


def _new_in_both(mine: NotebookNode, theirs: NotebookNode) -> Verdict:
    metadata = mix({}, mine.metadata, theirs.metadata).values
    return Verdict(dressed(mine, metadata, mine), State.DELIVERED, "new", settled=True)


def _course_removed(base: NotebookNode, mine: NotebookNode) -> Verdict:
    edited = not same_text(base, mine) or settings_of(base) != settings_of(mine)
    if edited or has_own_results(base, mine):
        return Verdict(mine, State.KEPT, "removed", settled=True)
    return Verdict(None, State.DELIVERED, "removed")


def _student_removed(base: NotebookNode | None, theirs: NotebookNode) -> Verdict:
    if base is None:
        return Verdict(theirs, State.DELIVERED, "new")
    if same_text(base, theirs) and settings_of(base) == settings_of(theirs):
        return Verdict(None)
    return Verdict(None, State.LEFT_DELETED, _kind(base, theirs))


def _both(track: Track, base: NotebookNode, mine: NotebookNode, theirs: NotebookNode) -> Verdict:
    """Merge a cell that both still have."""
    mixed = mix(base.metadata, mine.metadata, theirs.metadata)
    if same_text(base, theirs):
        return _same_words(base, mine, theirs, mixed)
    if same_text(mine, theirs):
        cell = dressed(mine, mixed.values, mine)
        return Verdict(cell, State.DELIVERED, _kind(base, theirs), settled=True)
    if same_text(base, mine):
        return _course_changed(base, mine, theirs, mixed)
    begun = begins_with(track.offers, base)
    cell = dressed(mine, mixed.values, mine)
    if digest(theirs) == begun:  # the course took its change back: the student began from this
        return Verdict(cell, State.MERGED, _kind(base, theirs), settled=True)
    return Verdict(cell, State.KEPT, _kind(base, theirs), theirs, begun, settled=True)


def _course_changed(
    base: NotebookNode, mine: NotebookNode, theirs: NotebookNode, mixed: Mixed
) -> Verdict:
    """Take the course's text into a cell that the student at most ran."""
    ran = mine.cell_type == "code" and _ran(base, mine)
    cell = dressed(theirs, mixed.values, mine if ran else theirs)
    lost = theirs.cell_type != "code" and has_own_results(base, mine)
    untouched = settings_of(base) == settings_of(mine) and not ran
    left = mine if lost else None
    if mixed.clashes:
        return Verdict(cell, State.KEPT, "metadata", left=left, settled=True)
    state = State.DELIVERED if untouched else State.MERGED
    return Verdict(cell, state, _kind(base, theirs), left=left, settled=True)


def _same_words(
    base: NotebookNode, mine: NotebookNode, theirs: NotebookNode, mixed: Mixed
) -> Verdict:
    """Merge a cell whose text the course left alone: at most settings or outputs are new."""
    new_results = results_of(base) != results_of(theirs)
    takes = new_results and same_text(base, mine) and not _ran(base, mine)
    cell = dressed(mine, mixed.values, theirs if takes else mine)
    if mixed.clashes:
        return Verdict(cell, State.KEPT, "metadata")
    if settings_of(base) != settings_of(theirs):
        return Verdict(cell, State.DELIVERED, "metadata")
    if new_results:
        return Verdict(cell, State.DELIVERED if takes else State.MERGED, "outputs")
    return Verdict(cell)


def _ran(base: NotebookNode, mine: NotebookNode) -> bool:
    return results_of(base) != results_of(mine)


def _kind(base: NotebookNode, theirs: NotebookNode) -> str:
    """Return what the course changed."""
    if base.cell_type != theirs.cell_type:
        return "type"
    return "metadata" if same_text(base, theirs) else "text"
