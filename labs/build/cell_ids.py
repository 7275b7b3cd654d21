"""Names of cells that keep when other cells come, go or change; jupytext's own are random.

Students' copies are merged cell by cell, and a name that two versions share is what says most about
which cell is which. A position would say it wrongly: an inserted cell hands the names of all below
it on. So a name is made of what the cell itself says, and of no more than is needed to tell it from
the others: of its first line, so that an edit further down leaves the name alone; where several
begin alike, of the whole text; where that is the same too, of the cell above as well, so that no
student's answer goes over to another question. An edit of the very text that was taken gives a new
name. That is no harm: such a cell is found by its likeness, while a name that had gone over to
another cell would be believed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from nbformat import NotebookNode

_NOT_IN_AN_ID = re.compile(r"[^a-zA-Z0-9_-]")
_MOST = 64  # characters, by the notebook's format
_DIGITS = 12


def cell_ids(cells: Sequence[NotebookNode]) -> list[str]:
    """Return a name for each cell: its `grade_id`, else one made of its text."""
    told = [_tellings(cell, above) for cell, above in zip(cells, [None, *cells], strict=False)]
    counts = [Counter(level) for level in zip(*told, strict=True)]
    seen: Counter[tuple[str, ...]] = Counter()
    names = []
    for cell, levels in zip(cells, told, strict=True):
        alone = (one for one, count in zip(levels, counts, strict=True) if count[one] == 1)
        telling = next(alone, levels[-1])
        seen[telling] += 1
        names.append(_given(cell) or _name(cell, telling, seen[telling]))
    return names


def _tellings(cell: NotebookNode, above: NotebookNode | None) -> tuple[tuple[str, ...], ...]:
    """Return what may tell a cell from others, the shortest first."""
    kind, text = str(cell.cell_type), str(cell.source).strip()
    first = text.partition("\n")[0].rstrip()
    before = str(above.source).strip() if above is not None else ""
    return (kind, first), (kind, "whole", text), (kind, "below", text, before)


def _given(cell: NotebookNode) -> str:
    """Return the name that the author gave, as far as it can be one; empty without any."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return _NOT_IN_AN_ID.sub("-", str(grade_id))[:_MOST] if grade_id else ""


def _name(cell: NotebookNode, telling: Sequence[str], occurrence: int) -> str:
    """Return such as `markdown-3f0a…`; who says the same as others in the same place is counted."""
    digest = hashlib.sha256("\0".join(telling).encode()).hexdigest()[:_DIGITS]
    count = f"-{occurrence}" if occurrence > 1 else ""
    return f"{cell.cell_type}-{digest}{count}"
