"""What there is to tell a student: what updates changed in the labs, and what the course says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping
from typing import Any

_MOST_FILES, _MOST_CELLS, _MOST_NOTICES, _LONGEST = 200, 200, 100, 500
_FILE = ("path", "state", "code", "sentence", "at", "beside", "detail")
_CELL = ("id", "state", "why", "offered")


def updates(kept: Mapping[int, Mapping[str, Any]], seen: Container[str]) -> list[dict[str, Any]]:
    """Return what the last update of each week changed, the lowest week first.

    Args:
        kept: what `labsync.latest` keeps; a student may have written anything there.
        seen: names of what the student has seen.
    """
    found = []
    for week, report in sorted(kept.items()):
        listed = report.get("files")
        files = [_file(one) for one in listed[:_MOST_FILES]] if isinstance(listed, list) else []
        update = {
            "week": week,
            "release": _text(report.get("release")),
            "before": _text(report.get("before")),
            "files": [one for one in files if one],
        }
        name = f"update-{week}-{_sum(update)}"
        at = report.get("at")
        update |= {"id": name, "at": at if isinstance(at, int) else 0, "seen": name in seen}
        found.append(update)
    return found


def of_the_service(answer: Any, seen: Container[str]) -> list[dict[str, Any]]:
    """Return the service's notices, with what was seen here."""
    listed = answer.get("notices") if isinstance(answer, dict) else answer
    if not isinstance(listed, list):
        return []
    notices = [one for one in listed if isinstance(one, dict)][:_MOST_NOTICES]
    return [one | _named(one, seen) for one in notices]


def _named(notice: dict[str, Any], seen: Container[str]) -> dict[str, Any]:
    name = str(notice.get("id") or f"notice-{_sum(notice)}")
    return {"id": name, "seen": bool(notice.get("seen")) or name in seen}


def _file(one: object) -> dict[str, Any]:
    if not isinstance(one, dict):
        return {}
    told: dict[str, Any] = {key: _text(one[key]) for key in _FILE if one.get(key)}
    cells = one.get("cells")
    if isinstance(cells, list):
        told["cells"] = [
            {key: _text(cell[key]) for key in _CELL if cell.get(key)}
            for cell in cells[:_MOST_CELLS]
            if isinstance(cell, dict)
        ]
    return told


def _text(value: object) -> str:
    return str(value)[:_LONGEST] if isinstance(value, str | int) else ""


def _sum(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
