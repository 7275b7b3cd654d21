"""In which order the cells of a merged notebook come. Pure; a cell is a number here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Arranged:
    """The order, and the cells that the course moved: followed in it, or not."""

    cells: tuple[int, ...]
    followed: frozenset[int]
    ignored: frozenset[int]


def arrange(base: Sequence[int], mine: Sequence[int], theirs: Sequence[int]) -> Arranged:
    """Return the order of all cells of `mine` and `theirs`.

    The course's order, unless the student moved cells: then the student's, with the course's new
    cells behind the one they follow. What the student alone has stays behind the cell it followed,
    before anything new of the course's.

    Args:
        base: the cells in the version that both began from, of those in the other two.
        mine: the student's cells that stay.
        theirs: the course's cells that stay, or are new.
    """
    here, there = set(mine), set(theirs)
    common = here & there & set(base)
    was, mine_now, theirs_now = ([c for c in one if c in common] for one in (base, mine, theirs))
    moved = _moved(was, theirs_now)
    if mine_now in (was, theirs_now):
        spine, followed, ignored = list(theirs), moved, frozenset[int]()
    else:
        spine = _woven([cell for cell in mine if cell in there], theirs)
        followed, ignored = frozenset[int](), moved
    return Arranged(tuple(_woven(spine, mine)), followed, ignored)


def _moved(was: Sequence[int], now: Sequence[int]) -> frozenset[int]:
    """Return the fewest cells whose moving explains the other order."""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    stayed = {was[b.a + k] for b in matcher.get_matching_blocks() for k in range(b.size)}
    return frozenset(was) - stayed


def _woven(spine: Sequence[int], others: Sequence[int]) -> list[int]:
    """Return `spine` with what only `others` has, each cell behind the one it follows there."""
    known = set(spine)
    behind: dict[int | None, list[int]] = {None: []}
    anchor: int | None = None
    for cell in others:
        if cell in known:
            anchor = cell
        else:
            behind.setdefault(anchor, []).append(cell)
    result = behind[None]
    for cell in spine:
        result += [cell, *behind.get(cell, [])]
    return result
