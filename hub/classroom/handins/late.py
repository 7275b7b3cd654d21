"""What is late, and by how much. Pure functions over times of one kind, UTC as in the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


def is_late(at: datetime, due: datetime | None) -> bool:
    """Tell whether something came after its deadline; the second of the deadline is in time."""
    return due is not None and at > due


def lateness(at: datetime, due: datetime | None) -> str:
    """Return how late something came, in words; "" for what is in time.

    >>> lateness(datetime(2026, 5, 4, 12, 5), datetime(2026, 5, 4, 9))
    '3 h 5 min'
    """
    if due is None or not is_late(at, due):
        return ""
    seconds = int((at - due) / timedelta(seconds=1))
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h")) if number]
    if minutes and not days:
        parts.append(f"{minutes} min")
    return " ".join(parts) or "less than a minute"
