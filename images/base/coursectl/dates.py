"""When a week comes, is due, and shows its solutions: `dates`."""

from __future__ import annotations

from typing import Any

from coursectl.call import Call, Words, week_of
from coursectl.client import path_of
from coursectl.errors import CourseError
from coursectl.text import clean, moment, rows_of, table

KINDS = ("release", "due", "solutions")
NEVER = "none"


def add(words: Words) -> None:
    """Add the command."""
    parser = words.add_parser("dates", help="list the dates; with --week, set some of a week's")
    parser.add_argument("--week", type=week_of, help="such as 3")
    for kind in KINDS:
        parser.add_argument(f"--{kind}", help='such as "Mon 09:00", 2026-03-02T09:00, or none')
    parser.set_defaults(run=run)


def run(call: Call) -> int:
    """List, or set what was said."""
    said = {kind: getattr(call.said, kind) for kind in KINDS if getattr(call.said, kind)}
    if said and call.said.week is None:
        raise CourseError("no-week-said", "Say whose dates these are: --week 3.")
    answer = call.client.get("dates")
    notes: Any = None
    if said:
        body = changed(answer, call.said.week, said)
        notes = call.client.put(path_of("dates", call.said.week), body)
        answer = call.client.get("dates")
    rows = [
        (one.get("week"), *(moment(one.get(kind) or "") for kind in KINDS))
        for one in rows_of(answer, "dates")
        if call.said.week in (None, one.get("week"))
    ]
    shown = table(("week", *KINDS), rows) if rows else "No dates are set."
    zone = f"Times are those of {clean(answer['zone'])}." if rows and "zone" in answer else ""
    listed = notes.get("notes") if isinstance(notes, dict) else None
    more = [clean(one) for one in listed] if isinstance(listed, list) else []
    call.out.tell(answer, shown, *filter(None, (zone, *more)))
    return 0


def changed(answer: Any, week: int, said: dict[str, str]) -> dict[str, str | None]:
    """Return a week's dates with the ones that were said; the others stay as they are."""
    now = next((one for one in rows_of(answer, "dates") if one.get("week") == week), {})
    dates: dict[str, str | None] = {kind: now.get(kind) for kind in KINDS}
    return dates | {kind: None if text == NEVER else text for kind, text in said.items()}
