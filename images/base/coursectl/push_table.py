"""What a push did, student by student: the table, and whether it is complete. Pure.

The words for states are the service's own: they are the same on its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coursectl.text import clean, count, moment, rows_of, table

WORKING = frozenset({"new", "pending", "running"})
FAILED = "failed"


def orders(push: Any) -> list[dict[str, Any]]:
    """Return a push's rows, one for each student and week."""
    return rows_of(push, "orders")


def is_working(push: Any) -> bool:
    """Say whether something of a push still goes on; what waits for a start or a date does not."""
    return bool(_states(push) & WORKING)


def has_failed(push: Any) -> bool:
    """Say whether something did not arrive, and will not by itself."""
    return FAILED in _states(push)


def _states(push: Any) -> set[str]:
    known = {str(push.get("state"))} if isinstance(push, dict) else set()
    return known | {str(one.get("state")) for one in orders(push)}


def shown(push: Any, most: int | None = None) -> str:
    """Return the table; of more than `most` rows the first ones, those that failed before all."""
    rows = sorted(orders(push), key=lambda one: one.get("state") != FAILED)
    told = [
        (one.get("user"), one.get("week"), one.get("says") or one.get("state"), _what(one))
        for one in rows
    ]
    lines = list(_head(push if isinstance(push, dict) else {}))
    if told:
        lines.append(table(("student", "week", "state", "files"), told[:most]))
    if most is not None and len(told) > most:
        lines.append(f"… and {count(len(told) - most, 'more row')}")
    return "\n".join(lines)


def _head(push: dict[str, Any]) -> Iterator[str]:
    kind = "Dry run" if push.get("dry_run") else "Push"
    yield f"{kind} {clean(push.get('id'))}: {clean(push.get('summary') or push.get('state'))}"
    for one in rows_of(push, "changes"):
        yield f"Week {clean(one.get('week'))}: {clean(one.get('path'))} {clean(one.get('what'))}"
    held = push.get("held")
    for week, at in held.items() if isinstance(held, dict) else ():
        when = f"its date, {moment(at)}" if at else "a date"
        yield f"Week {clean(week)} is held back: it waits for {when}"
    if push.get("trouble"):
        yield f"It does not go on: {clean(push['trouble'])}"


def _what(order: dict[str, Any]) -> str:
    """Return what became of the files in a row, in one line."""
    files = rows_of(order, "files")
    parts = [_file(one) for one in files if one.get("state") != "unchanged"]
    if order.get("message"):
        code = f" [{clean(order['code'])}]" if order.get("code") else ""
        parts.insert(0, clean(order["message"]) + code)
    return "; ".join(parts) or ("nothing new" if files else "")


def _file(one: dict[str, Any]) -> str:
    notes = one.get("notes")
    more = f" ({clean(notes)})" if isinstance(notes, list) and notes else ""
    return f"{clean(one.get('path'))} {clean(one.get('says') or one.get('state'))}{more}"
