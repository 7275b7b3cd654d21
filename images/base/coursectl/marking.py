"""Marks: `mark` runs the tests, `return` gives feedback, `marks` writes a table for an LMS."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from coursectl import private
from coursectl.call import Call, Words, add_week
from coursectl.client import path_of
from coursectl.text import clean, count, moment, paragraph, rows_of, table

WORKING = frozenset({"new", "queued", "pending", "waiting", "running"})
CSV_BYTES = 32 << 20
_PAUSE = 2.0


def add(words: Words) -> None:
    """Add the commands."""
    mark = words.add_parser("mark", help="run the tests over what was handed in")
    add_week(mark)
    mark.add_argument("--seconds", type=float, default=1800.0, help="how long to wait at most")
    mark.set_defaults(run=run_mark)
    give = words.add_parser("return", help="give the students their feedback")
    add_week(give)
    give.set_defaults(run=run_return)
    marks = words.add_parser("marks", help="write the marks as CSV")
    add_week(marks)
    marks.add_argument("--out", type=Path, metavar="FILE", help="a file that is not there yet")
    marks.set_defaults(run=run_marks)


def run_mark(call: Call) -> int:
    """Run the tests, wait for them, and show where marking stands."""
    path = path_of("marking", call.said.week)
    call.client.post(path_of("marking", call.said.week, "run"))
    end = time.monotonic() + call.said.seconds
    answer = call.client.get(path)
    while is_working(answer) and time.monotonic() + _PAUSE < end:
        time.sleep(_PAUSE)
        answer = call.client.get(path)
    call.out.tell(answer, _shown(answer))
    if is_working(answer):
        call.out.tell_people("The tests still run: look again with `mark` later.")
    return 1 if is_working(answer) or _failed(answer) else 0


def run_return(call: Call) -> int:
    """Give feedback."""
    answer = call.client.post(path_of("marking", call.said.week, "return"))
    given = count(len(rows_of(answer, "returned")), "student")
    left = [
        f"{clean(one.get('user'))}: {clean(one.get('state'))}. {clean(one.get('message'))}".rstrip()
        for one in rows_of(answer, "left")
    ]
    call.out.tell(answer, f"Feedback of week {call.said.week} went to {given}.", *left)
    return 1 if any(one.get("state") == "failed" for one in rows_of(answer, "left")) else 0


def run_marks(call: Call) -> int:
    """Write the marks into a new file that others cannot read."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    out: Path = call.said.out or Path(f"marks-week{call.said.week}-{stamp}.csv")
    path = path_of("marking", call.said.week, "marks.csv")
    with private.created(out) as file:
        size = call.client.download(path, file, CSV_BYTES)
    told = f"The marks of week {call.said.week} are in {out}, for you alone."
    call.out.tell({"file": str(out), "bytes": size}, paragraph(told))
    return 0


def is_working(answer: Any) -> bool:
    """Say whether tests still run."""
    state = answer.get("state") if isinstance(answer, dict) else None
    return state in WORKING or any(
        one.get("state") in WORKING for one in rows_of(answer, "marking")
    )


def _failed(answer: Any) -> bool:
    return any(one.get("state") == "failed" for one in rows_of(answer, "marking"))


def _missing(row: dict[str, Any]) -> str:
    """Return what is still to be done, or why the tests failed."""
    if row.get("message"):
        return clean(row["message"])
    return f"to mark: {clean(row['missing'])}" if row.get("missing") else ""


def _shown(answer: Any) -> str:
    rows = [
        (
            one.get("user"),
            one.get("state"),
            one.get("points"),
            moment(one.get("returned") or ""),
            _missing(one),
        )
        for one in rows_of(answer, "marking")
    ]
    columns = ("student", "state", "points", "returned", "")
    return table(columns, rows) if rows else "Nobody has handed in yet."
