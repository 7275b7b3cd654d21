"""What a push did, student by student: the table, and whether it is complete. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any

from coursectl.text import clean, count, rows_of, table

WORKING = frozenset({"new", "preparing", "queued", "pending", "sending", "running"})
WAITING, FAILED, NOT_RUNNING = "waiting", "failed", "not-running"
WORDS = {
    WAITING: "waits for the next start",
    NOT_RUNNING: "not running",
    "kept-own": "kept own",
    "left-deleted": "left deleted",
}


def orders(push: Any) -> list[dict[str, Any]]:
    """Return a push's orders, one for each student and week."""
    return rows_of(push, "orders")


def is_working(push: Any) -> bool:
    """Say whether something of a push still runs; what waits for a start does not."""
    state = push.get("state") if isinstance(push, dict) else None
    return state in WORKING or any(one.get("state") in WORKING for one in orders(push))


def is_open(push: Any) -> bool:
    """Say whether anything may still change: it runs, or waits for its turn or a start."""
    known = orders(push)
    return not known or is_working(push) or any(state_of(one) == WAITING for one in known)


def states(push: Any) -> list[tuple[Any, ...]]:
    """Return what tells one moment of a push from the next."""
    return [(one.get("user"), one.get("week"), state_of(one)) for one in orders(push)]


def state_of(order: dict[str, Any]) -> str:
    """Return an order's state; that a server did not run in a dry run is no failure."""
    return NOT_RUNNING if order.get("code") == NOT_RUNNING else str(order.get("state"))


def has_failed(push: Any) -> bool:
    """Say whether something did not arrive, and will not by itself."""
    state = push.get("state") if isinstance(push, dict) else None
    return state == FAILED or any(state_of(one) == FAILED for one in orders(push))


def shown(push: Any, most: int | None = None) -> str:
    """Return the table; of more than `most` rows the first ones, those that failed before all."""
    rows = sorted(orders(push), key=lambda one: state_of(one) != FAILED)
    told = [(one.get("user"), one.get("week"), _worded(state_of(one)), _what(one)) for one in rows]
    text = table(("student", "week", "state", "files"), told if most is None else told[:most])
    if most is not None and len(told) > most:
        text += f"\n… and {count(len(told) - most, 'more row')}"
    return f"{_title(push)}\n{text}" if told else _title(push)


def _title(push: Any) -> str:
    known = push if isinstance(push, dict) else {}
    found = Counter(_worded(state_of(one)) for one in orders(push))
    parts = ", ".join(f"{number} {state}" for state, number in sorted(found.items()))
    kind = "Dry run" if known.get("dry_run") else "Push"
    return f"{kind} {clean(known.get('id'))}: {parts or clean(known.get('state')) or 'nobody'}"


def _worded(state: object) -> str:
    return WORDS.get(str(state), clean(state))


def _what(order: dict[str, Any]) -> str:
    """Return what became of the files in an order, in one line."""
    report = order.get("report")
    files = [one for one in rows_of(report, "files") if one.get("state") != "unchanged"]
    parts = [_file(one) for one in files]
    trouble = order.get("message") or (report.get("sentence") if isinstance(report, dict) else "")
    if trouble:
        code = order.get("code") or ""
        parts.insert(0, f"{clean(trouble)}" + (f" [{clean(code)}]" if code else ""))
    if not parts and report:
        return "nothing new"
    return "; ".join(parts)


def _file(one: dict[str, Any]) -> str:
    text = f"{clean(one.get('path'))} {_worded(one.get('state'))}"
    own = [cell for cell in rows_of(one, "cells") if cell.get("state") == "kept-own"]
    if own:
        text += f" (cell {', '.join(clean(cell.get('id')) for cell in own)})"
    if one.get("beside"):
        text += f", the course's is {clean(one['beside'])}"
    if one.get("state") in ("failed", "skipped"):
        text += f": {clean(one.get('sentence') or one.get('code'))}"
    return text
