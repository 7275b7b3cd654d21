"""Marks as CSV, for a learning management system or a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from classroom.handins.tables import HandIn
from classroom.marking.sheet import Sheet
from labs.marking.rubric import Rubric

# A spreadsheet takes a cell that begins so for a formula, and computes what a student wrote.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def marks_csv(rubric: Rubric, rows: Iterable[tuple[HandIn, Sheet]]) -> str:
    """Return one line a student: points of each task, empty where there is none yet, the total.

    `late` is yes or no; `complete` tells whether every task has its points.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    names = [task.id for task in rubric.tasks]
    writer.writerow([guarded(one) for one in ("user", *names, "total", "late", "complete")])
    for handin, sheet in rows:
        points = ["" if line.final is None else f"{line.final:g}" for line in sheet.lines]
        late, complete = _word(handin.late), _word(not sheet.missing)
        writer.writerow([guarded(handin.user), *points, f"{sheet.total:g}", late, complete])
    return out.getvalue()


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _word(value: bool) -> str:
    return "yes" if value else "no"
