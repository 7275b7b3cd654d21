"""One cell in three versions: what counts as a change, and what the three make together. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

# Written when something is run or looked at: no edit of the student's. The last two: a notebook's.
_PASSING = frozenset(
    {"ExecuteTime", "collapsed", "execution", "jupyter", "scrolled", "trusted"}
    | {"language_info", "widgets"}
)
# The course's in any case: marking goes by it.
_COURSES_OWN = frozenset({"nbgrader"})
_RESULTS = ("outputs", "execution_count")
_MISSING = object()


def text_of(cell: Mapping[str, Any]) -> tuple[str, str, Any]:
    """Return what a reader sees of a cell: its type, its text, its pictures."""
    return (cell["cell_type"], cell["source"], cell.get("attachments") or {})


def same_text(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two cells look the same, their results aside."""
    return text_of(one) == text_of(other)


def digest(cell: Mapping[str, Any]) -> str:
    """Return a short sum over a cell's type and text."""
    return hashlib.sha256(repr(text_of(cell)[:2]).encode("utf-8", "replace")).hexdigest()[:16]


def settings_of(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell's metadata without what running it leaves there."""
    return {key: value for key, value in cell["metadata"].items() if key not in _PASSING}


def results_of(cell: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return what running a cell left: outputs and number; a text has none."""
    return (cell.get("outputs") or [], cell.get("execution_count"))


def has_own_results(base: Mapping[str, Any], mine: Mapping[str, Any]) -> bool:
    """Say whether there is an output that the student's own run has made."""
    outputs = results_of(mine)[0]
    return bool(outputs) and outputs != results_of(base)[0]


@dataclass(frozen=True)
class Mixed:
    """A mapping of three versions in one, and the keys that both sides changed."""

    values: dict[str, Any]
    clashes: tuple[str, ...]


def mix(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Mixed:
    """Merge metadata key by key; where both changed one, mine stays, except for the course's own.

    What running or looking leaves there is mine in any case, and clashes with nothing.
    """
    values, clashes = {}, []
    for key in sorted({*mine, *theirs}):
        was, here, there = (one.get(key, _MISSING) for one in (base, mine, theirs))
        # Beginning with a key that is new on one side only: the other's absence is no change.
        chosen = here if there == was else there
        if here != was and there != was and here != there and key not in _COURSES_OWN:
            chosen = here
            if key not in _PASSING:
                clashes.append(key)
        if key in _PASSING and here is not _MISSING:
            chosen = here
        if chosen is not _MISSING:
            values[key] = chosen
    return Mixed(values, tuple(clashes))


def dressed(text: NotebookNode, metadata: Mapping[str, Any], results: NotebookNode) -> NotebookNode:
    """Return a cell with the text of one, the results of another, and this metadata."""
    cell = NotebookNode(text)
    cell.metadata = NotebookNode(metadata)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = results_of(results)
    else:
        for key in _RESULTS:
            cell.pop(key, None)
    return cell
