"""One file in three versions: what the editor began from, what is in it, what the disk has. Pure.

Nothing of either side is lost: what both changed is kept twice, in the notebook or beside the file.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

from labsync import offers
from labsync.lines import merge_lines
from labsync.merge import merge_notebooks
from labsync.notebook import Unreadable, parse

TAG = "other-version"
SENTENCE = (
    "> **Changed twice.** The cell above was also changed outside this window, and both versions "
    "are kept. Above is yours, here is the other one: take from it what you need, then delete this "
    "cell."
)
_HIDDEN = "llmhub_update_hidden"


@dataclass(frozen=True)
class Rescued:
    """What an editor and the disk make together.

    Attributes:
        content: what both are to have: a notebook, or a text.
        same: ids of the cells that are just as the editor sent them.
        on_disk: the disk has this already.
        aside: the two could not be merged: the disk's has to be kept under another name.
        twice: how many cells are there in two versions now.
    """

    content: Any
    same: tuple[str, ...] = ()
    on_disk: bool = False
    aside: bool = False
    twice: int = 0


def rescue(path: str, base: Any, mine: Any, disk: str, course: bytes | None = None) -> Rescued:
    """Merge what is on the disk into what is in the editor.

    Args:
        path: its name says whether it is a notebook.
        base: what the editor last loaded or saved: a notebook as JSON, or a text.
        mine: what is in it now.
        disk: the bytes on the disk, as text.
        course: the course's version of the file, where it is known.
    """
    if path.endswith(".ipynb"):
        return _notebook(base, mine, disk, course)
    if not (isinstance(base, str) and isinstance(mine, str)):
        return Rescued(mine, aside=True)
    merged = merge_lines(base.encode(), mine.encode(), disk.encode())
    if merged is None:
        return Rescued(mine, aside=True)
    return Rescued(merged.decode(), on_disk=merged.decode() == disk)


def _notebook(base: Any, mine: Any, disk: str, course: bytes | None) -> Rescued:
    try:
        was, here = (parse(json.dumps(one).encode()) for one in (base, mine))
        there = parse(disk.encode())
        merged = merge_notebooks(*(_hidden(one) for one in (was, here, there))).notebook
        twice = _relabel(merged, there, None if course is None else parse(course))
        parse(json.dumps(merged).encode())
    except (Unreadable, AttributeError, LookupError, TypeError, ValueError):
        return Rescued(mine, aside=True)
    sent = {cell["id"]: cell for cell in mine["cells"] if "id" in cell}
    known = {cell.id: cell for cell in here.cells}
    # An id that the editor does not know, such as one made for a cell without, is no cell of its.
    same = [c.id for c in merged.cells if c.id in sent and known.get(c.id) == c]
    return Rescued(merged, tuple(same), on_disk=merged == there, twice=twice)


def _hidden(notebook: Any) -> Any:
    """Return a copy in which versions that earlier updates offered are cells like any other.

    The merge takes them for its own: it would bring those on the disk a second time.
    """
    changed = copy.deepcopy(notebook)
    for cell in changed.cells:
        if offers.KEY in cell.metadata:
            cell.metadata[_HIDDEN] = cell.metadata.pop(offers.KEY)
    return changed


def _relabel(merged: Any, disk: Any, course: Any) -> int:
    """Say of each version put below a cell just now whose it is; return how many there are.

    The merge takes the other side for the course. It may as well be the student's own other window.
    """
    texts = {cell.id: cell.source for cell in disk.cells}
    released = {} if course is None else {cell.id: cell.source for cell in course.cells}
    count = 0
    for cell in merged.cells:
        if _HIDDEN in cell.metadata:
            cell.metadata[offers.KEY] = cell.metadata.pop(_HIDDEN)
        elif offers.KEY in cell.metadata:
            count += 1
            of = cell.metadata[offers.KEY]["of"]
            if of not in released or released[of] != texts.get(of):
                # No longer known as an offer: no update of the course's may take it away.
                del cell.metadata[offers.KEY]
                cell.metadata["tags"] = [TAG]
                cell.source = cell.source.replace(offers.SENTENCE, SENTENCE, 1)
    return count
