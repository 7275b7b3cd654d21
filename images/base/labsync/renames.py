"""Under which other name a file goes on. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from labsync.likeness import ALIKE, likeness

_MOST_FILES = 100  # other files that are looked at


class Doubt(Enum):
    """There is more than one file that it could be."""

    SEVERAL = "several"


@dataclass(frozen=True)
class Body:
    """A file's SHA-256, and its bytes where they are few enough to be looked into."""

    sha: str
    data: bytes | None


def find(path: str, gone: Body, others: Mapping[str, Body]) -> str | Doubt | None:
    """Return the path among `others` under which the file that was at `path` goes on.

    That is the one with the same content; failing that, for a notebook, the one that has most of
    its cells. None where there is none.
    """
    empty = gone.data is not None and not gone.data.strip()
    same = [] if empty else [name for name, body in others.items() if body.sha == gone.sha]
    if not same and path.endswith(".ipynb"):
        cells = _cells(gone.data)
        notebooks = [name for name in others if name.endswith(".ipynb")][:_MOST_FILES]
        same = [name for name in notebooks if _most(cells, _cells(others[name].data))]
    if len(same) > 1:
        return Doubt.SEVERAL
    return same[0] if same else None


def _most(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Say whether more than half of the cells are there, little changed.

    An id alone is not enough: where ids are positions, all notebooks share them.
    """
    texts = set(now.values())
    found = [
        text in texts or (name in now and likeness(text, now[name]) >= ALIKE)
        for name, text in was.items()
    ]
    return 2 * sum(found) > len(found)


def _cells(data: bytes | None) -> dict[str, str]:
    """Return the texts of a notebook's cells by id; nothing for what is no notebook."""
    try:
        cells = json.loads((data or b"").decode("utf-8"))["cells"]
        texts = {
            str(cell.get("id", number)): "".join(cell["source"])
            for number, cell in enumerate(cells)
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: text for name, text in texts.items() if text.strip()}
