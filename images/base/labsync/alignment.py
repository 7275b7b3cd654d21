"""Which cell of one notebook is which of another: by id and by text, for neither suffices.

An id tells little where it is a position (`cell-007`): a cell inserted above hands it to the next
one. And editors give a new id to a cell that was cut and pasted, or turned into a text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

from nbformat import NotebookNode

from labsync.likeness import ALIKE, shared, words_of

SAME_POSITION = 0.3  # what an id that is a position is worth, as a share of words
_TRIVIAL = 8  # characters; so short a text says nothing about where it came from
_MOST_PAIRS = 50_000  # beyond it only ids count: nobody's course is that large
_POSITION = re.compile(r"cell-\d+")

Left = Sequence[tuple[int, NotebookNode]]
"""Cells that are not paired yet, with their positions."""


def align(base: Sequence[NotebookNode], other: Sequence[NotebookNode]) -> dict[int, int]:
    """Return for each cell of `other` that is one of `base` which one: positions, each once."""
    pairs: dict[int, int] = {}
    for step in (_same_id, _same_order, _same_text, _alike):
        taken = set(pairs.values())
        olds = [(i, cell) for i, cell in enumerate(base) if i not in taken]
        news = [(i, cell) for i, cell in enumerate(other) if i not in pairs]
        if not olds or not news:
            break
        pairs |= step(olds, news)
    return pairs


def is_position(name: str) -> bool:
    """Say whether an id is but the position that a cell had: the next version may shift it."""
    return _POSITION.fullmatch(name) is not None


def _same_id(olds: Left, news: Left) -> dict[int, int]:
    """Pair cells with the same id; where it is but a position, with the same text too."""
    known = {cell.id: (i, cell.source) for i, cell in olds}
    pairs = {}
    for new, cell in news:
        old, source = known.get(cell.id, (None, None))
        if old is not None and (source == cell.source or not is_position(cell.id)):
            pairs[new] = old
    return pairs


def _same_order(olds: Left, news: Left) -> dict[int, int]:
    """Pair cells with the same text that come in the same order."""
    if len(olds) * len(news) > _MOST_PAIRS:
        return {}
    was, now = ([_telling(cell) for _, cell in side] for side in (olds, news))
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return {
        news[block.b + k][0]: olds[block.a + k][0] for block in blocks for k in range(block.size)
    }


def _same_text(olds: Left, news: Left) -> dict[int, int]:
    """Pair cells with the same text wherever they are, if only one on each side has it."""
    counts = [Counter(_telling(cell) for _, cell in side) for side in (olds, news)]
    known = {_telling(cell): i for i, cell in olds}
    once = {text for text in known if all(count[text] == 1 for count in counts)}
    return {i: known[text] for i, cell in news if (text := _telling(cell)) in once}


def _telling(cell: NotebookNode) -> Hashable:
    """Return a cell's text; one that is too short to be known by comes with its id."""
    return cell.source if len(cell.source.strip()) >= _TRIVIAL else (cell.source, cell.id)


def _alike(olds: Left, news: Left) -> dict[int, int]:
    """Pair what is left by likeness, best first."""
    if len(olds) * len(news) > _MOST_PAIRS:
        return {}
    scored = []
    words = [(old, was.id, words_of(was.source)) for old, was in olds]
    for new, cell in news:
        here = words_of(cell.source)
        for old, name, there in words:
            same = name == cell.id
            score = shared(there, here) + SAME_POSITION * same
            if same or score >= ALIKE:
                scored.append((-score, abs(old - new), old, new))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, _, old, new in sorted(scored):
        if old not in used and new not in pairs:
            used.add(old)
            pairs[new] = old
    return pairs
