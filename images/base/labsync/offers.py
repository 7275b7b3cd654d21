"""The cell that shows the course's new text below the student's own, and how it is known again.

It is a text cell even for code. Code would run with all others, and so the course's stub would
replace the student's answer in memory, before the tests of it; and marking would do the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from labsync.cells import digest

TAG = "course-update"
KEY = "llmhub_update"
SENTENCE = (
    "> **Updated by the course.** You had changed the cell above, so yours stays as it is. "
    "Here is the course's new version: take from it what you need, then delete this cell."
)
_TICKS = re.compile(r"`{3,}")


@dataclass(frozen=True)
class Offer:
    """An offered cell as it lies in a student's notebook.

    Attributes:
        position: where it is.
        of: the id of the student's cell that it is about.
        begun: the sum of the text from which the student's cell began.
    """

    position: int
    of: str
    begun: str


def make(cell: NotebookNode, name: str, of: str, begun: str) -> NotebookNode:
    """Return the cell called `name` that offers `cell` below the one called `of`."""
    source = cell.source
    if cell.cell_type == "code":
        longest = max((len(ticks) for ticks in _TICKS.findall(source)), default=2)
        fence = "`" * (longest + 1)
        source = f"{fence}python\n{source}\n{fence}"
    text = f"{SENTENCE}\n\n{source}"
    about = {"of": of, "begun": begun, "type": cell.cell_type, "digest": _sum(text)}
    offered = {
        "cell_type": "markdown",
        "id": name,
        "metadata": NotebookNode({"tags": [TAG], KEY: NotebookNode(about)}),
        "source": text,
    }
    if cell.get("attachments"):
        offered["attachments"] = cell.attachments
    return NotebookNode(offered)


def find(cells: Sequence[NotebookNode]) -> list[Offer]:
    """Return the offers that the student left as they were; a changed one is the student's own."""
    found = []
    for position, cell in enumerate(cells):
        about = cell.metadata.get(KEY)
        if not isinstance(about, Mapping) or cell.cell_type != "markdown":
            continue
        of, begun, known = (str(about.get(key, "")) for key in ("of", "begun", "digest"))
        if known == _sum(cell.source):
            found.append(Offer(position, of, begun))
    return found


def begins_with(offers: Sequence[Offer], base: Mapping[str, Any]) -> str:
    """Return the sum of the text from which the student's cell began, before any offer."""
    return offers[0].begun if offers else digest(base)


def renamed(cell: NotebookNode, of: str) -> NotebookNode:
    """Return an offer that is about the cell now called `of`."""
    again = NotebookNode(cell)
    again.metadata = NotebookNode(cell.metadata)
    again.metadata[KEY] = NotebookNode({**cell.metadata[KEY], "of": of})
    return again


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
