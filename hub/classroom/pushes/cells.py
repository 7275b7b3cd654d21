"""Cells of published notebooks, by their ids, as people would name them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

_SHOWN = 40  # characters of a cell's first line


@lru_cache(maxsize=64)
def labels(week: Path) -> dict[str, dict[str, str]]:
    """Return file -> id of a cell -> its name, of the notebooks in a published week.

    A publication does not change, so what was read once is kept.
    """
    found = {}
    for path in sorted(week.rglob("*.ipynb")):
        found[path.relative_to(week).as_posix()] = _of_notebook(path)
    return found


@lru_cache(maxsize=64)
def files(week: Path) -> frozenset[str]:
    """Return the files of a published week."""
    return frozenset(p.relative_to(week).as_posix() for p in week.rglob("*") if p.is_file())


def _of_notebook(path: Path) -> dict[str, str]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {
            str(cell["id"]): label(number, cell.get("source", ""))
            for number, cell in enumerate(cells, start=1)
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def label(number: int, source: str | list[str]) -> str:
    """Return a cell's place in the notebook and how it begins.

    >>> label(7, "\\n# Softmax\\nimport math")
    'cell 7 “# Softmax”'
    """
    text = source if isinstance(source, str) else "".join(source)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(first) > _SHOWN:
        first = first[: _SHOWN - 1] + "…"
    return f"cell {number} “{first}”" if first else f"cell {number}"
