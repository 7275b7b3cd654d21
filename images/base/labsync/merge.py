"""Three-way merge of notebooks at the level of cells. Pure: no file is read or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from labsync import offers
from labsync.cells import mix
from labsync.notebook import Ids, normalised
from labsync.order import arrange
from labsync.outcome import CellOutcome, State
from labsync.tracks import Tracks, follow
from labsync.verdict import Verdict, judge


@dataclass(frozen=True)
class Merged:
    """A merged notebook, valid if the three were, and what became of the course's changes."""

    notebook: NotebookNode
    cells: tuple[CellOutcome, ...]


def merge_notebooks(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Merged:
    """Bring the course's changes from `base` to `theirs` into the student's `mine`.

    Whatever the student wrote or computed stays. Every change of the course's is in the result, or
    its outcome says that it is not. The same again changes nothing. To undo an update, call it with
    `base` and `theirs` exchanged.

    Raises:
        Exception: of any kind, for what `labsync.notebook.parse` would refuse.
    """
    was, here, there = normalised(base), normalised(mine), normalised(theirs)
    tracks = follow(was.cells, here.cells, there.cells, offers.find(here.cells))
    verdicts = [judge(track) for track in tracks.tracks]
    _drop_settled_offers(tracks, verdicts)
    stays = {number for number, verdict in enumerate(verdicts) if verdict.cell is not None}
    order = arrange(
        tracks.base,
        [number for number in tracks.mine if number in stays],
        [number for number in tracks.theirs if number in stays],
    )
    names, ids = _names(tracks, verdicts, order.cells)
    cells, shown = _build(tracks, verdicts, order.cells, names, ids)
    outcomes = [
        CellOutcome(_name(tracks, names, i), one.state, one.why, shown.get(i, ""))
        for i, one in enumerate(verdicts)
        if one.state is not None
    ]
    outcomes += [CellOutcome(names[i], State.DELIVERED, "moved") for i in sorted(order.followed)]
    outcomes += [CellOutcome(names[i], State.KEPT, "moved") for i in sorted(order.ignored)]
    settings = mix(was.metadata, here.metadata, there.metadata)
    if settings.clashes:
        outcomes.append(CellOutcome("", State.KEPT, "metadata"))
    merged = NotebookNode(here)
    merged.metadata = NotebookNode(settings.values)
    merged.nbformat_minor = max(here.nbformat_minor, there.nbformat_minor)
    merged.cells = cells
    return Merged(merged, tuple(outcomes))


def _drop_settled_offers(tracks: Tracks, verdicts: list[Verdict]) -> None:
    """Remove the offers that a newer text has overtaken."""
    position = {number: i for i, number in enumerate(tracks.mine)}
    gone = {
        offer.position
        for track, verdict in zip(tracks.tracks, verdicts, strict=True)
        if verdict.settled
        for offer in track.offers
    }
    for number, track in enumerate(tracks.tracks):
        if track.offered and position[number] in gone:
            verdicts[number] = Verdict(None)


def _build(
    tracks: Tracks,
    verdicts: Sequence[Verdict],
    order: Sequence[int],
    names: Mapping[int, str],
    ids: Ids,
) -> tuple[list[NotebookNode], dict[int, str]]:
    """Return the cells in their order, and the ids of what is offered, by track."""
    renamed = {
        track.mine.id: names[number]
        for number, track in enumerate(tracks.tracks)
        if track.mine is not None and number in names
    }
    cells, shown = [], {}
    for number in order:
        track, verdict, name = tracks.tracks[number], verdicts[number], names[number]
        cell = NotebookNode({**(verdict.cell or {}), "id": name})
        if track.offered:
            cell = offers.renamed(cell, renamed[cell.metadata[offers.KEY]["of"]])
        cells.append(cell)
        if verdict.offer is not None:
            shown[number] = ids.fresh(f"{name}-update")
            cells.append(offers.make(verdict.offer, shown[number], name, verdict.begun))
        if verdict.left is not None:
            cells.append(_left(verdict.left, ids.fresh(f"{name}-results")))
    return cells, shown


def _names(
    tracks: Tracks, verdicts: Sequence[Verdict], order: Sequence[int]
) -> tuple[dict[int, str], Ids]:
    """Return the ids in the merged notebook: the course's, for what it has not the student's.

    So a notebook has the ids of the version that it is merged with the next time.
    """
    ids = Ids(())
    names = {}
    for number in order:
        theirs = tracks.tracks[number].theirs
        if theirs is not None:
            names[number] = ids.fresh(theirs.id)
    for number in order:
        cell = verdicts[number].cell
        if number not in names and cell is not None:
            names[number] = ids.fresh(cell.id)
    return names, ids


def _name(tracks: Tracks, names: Mapping[int, str], number: int) -> str:
    """Return the id by which a cell is reported: the course's for one that is not there."""
    track = tracks.tracks[number]
    gone = track.theirs or track.base
    return names[number] if number in names or gone is None else str(gone.id)


def _left(cell: NotebookNode, name: str) -> NotebookNode:
    """Return the student's cell, kept for its results; marking has another by its name."""
    metadata = {key: value for key, value in cell.metadata.items() if key != "nbgrader"}
    return NotebookNode({**cell, "id": name, "metadata": NotebookNode(metadata)})
