"""The cells of three notebooks, followed from one to the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from labsync.alignment import align, is_position
from labsync.cells import text_of
from labsync.offers import Offer


@dataclass(frozen=True)
class Track:
    """One cell in up to three notebooks.

    Attributes:
        base: as the student's and the course's version both began.
        mine: as the student has it.
        theirs: as the course has it now.
        offers: what lies below it from earlier updates, untouched.
        offered: whether it is itself such an offer, below a cell that is there.
    """

    base: NotebookNode | None = None
    mine: NotebookNode | None = None
    theirs: NotebookNode | None = None
    offers: tuple[Offer, ...] = ()
    offered: bool = False


@dataclass(frozen=True)
class Tracks:
    """All tracks, and in which order each notebook has them: numbers of tracks."""

    tracks: tuple[Track, ...]
    base: tuple[int, ...]
    mine: tuple[int, ...]
    theirs: tuple[int, ...]


def follow(
    base: Sequence[NotebookNode],
    mine: Sequence[NotebookNode],
    theirs: Sequence[NotebookNode],
    offers: Sequence[Offer],
) -> Tracks:
    """Find out which cells are the same; ids must be there and unique in each notebook.

    Args:
        base: the cells that both began from.
        mine: the student's.
        theirs: the course's.
        offers: those of the student's cells that are offers of earlier updates, untouched.
    """
    names = {cell.id for cell in mine}
    of = {offer.position: offer for offer in offers if offer.of in names}
    own = [i for i in range(len(mine)) if i not in of]
    theirs_to_base = align(base, theirs)
    there = _there_already(base, mine, theirs, own, theirs_to_base)
    mine_to_base = {i: theirs_to_base[t] for i, t in there.items() if t in theirs_to_base}
    mine_to_base |= _align_rest(base, mine, [i for i in own if i not in there], mine_to_base)

    mine_from = {b: i for i, b in mine_to_base.items()}
    theirs_from = {b: i for i, b in theirs_to_base.items()}
    rows: list[tuple[int | None, int | None, int | None]]
    rows = [(b, mine_from.get(b), theirs_from.get(b)) for b in range(len(base))]
    rows += [(None, i, there.get(i)) for i in range(len(mine)) if i not in mine_to_base]
    met = {*theirs_to_base, *there.values()}
    rows += [(None, None, i) for i in range(len(theirs)) if i not in met]

    def track(b: int | None, m: int | None, t: int | None) -> Track:
        return Track(
            None if b is None else base[b],
            None if m is None else mine[m],
            None if t is None else theirs[t],
            tuple(one for one in of.values() if m is not None and one.of == mine[m].id),
            m in of,
        )

    orders = (_order(rows, side) for side in range(3))
    return Tracks(tuple(track(*row) for row in rows), *orders)


def _order(rows: Sequence[tuple[int | None, ...]], side: int) -> tuple[int, ...]:
    """Return the numbers of the rows that one notebook has, in its order."""
    there = [(row[side], number) for number, row in enumerate(rows)]
    return tuple(number for position, number in sorted(p for p in there if p[0] is not None))


def _there_already(
    base: Sequence[NotebookNode],
    mine: Sequence[NotebookNode],
    theirs: Sequence[NotebookNode],
    own: Sequence[int],
    known: Mapping[int, int],
) -> dict[int, int]:
    """Pair the student's cells with those of the course's that say the same, and are no old ones.

    An update that was broken off has put them there, or the student has copied them. This comes
    first: the old version says nothing of where they came from.
    """
    old = {repr(text_of(cell)) for cell in base}
    names = {mine[i].id for i in own if not is_position(mine[i].id)}
    waiting: dict[str, list[int]] = {}
    for i in own:
        waiting.setdefault(repr(text_of(mine[i])), []).append(i)
    pairs = {}
    for t, cell in enumerate(theirs):
        text = repr(text_of(cell))
        found = waiting.get(text, [])
        same = [i for i in found if mine[i].id == cell.id]
        # What was there before as well, or is there under its id, is told apart by that alone.
        by_text = text not in old and cell.id not in names
        if (same and (text not in old or t not in known)) or (found and by_text):
            chosen = (same or found)[0]
            found.remove(chosen)
            pairs[chosen] = t
    return pairs


def _align_rest(
    base: Sequence[NotebookNode],
    mine: Sequence[NotebookNode],
    left: Sequence[int],
    known: Mapping[int, int],
) -> dict[int, int]:
    """Pair the student's cells that are left with the old ones that are left."""
    taken = set(known.values())
    olds = [b for b in range(len(base)) if b not in taken]
    pairs = align([base[b] for b in olds], [mine[i] for i in left])
    return {left[i]: olds[b] for i, b in pairs.items()}
