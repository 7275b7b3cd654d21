"""What there is to tell a student: what updates changed in the labs, and what came back."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from typing import Any

_MOST_FILES, _MOST_CELLS, _MOST_ROWS, _LONGEST = 200, 200, 100, 500
_FILE = ("path", "state", "code", "sentence", "at", "beside", "detail")
_CELL = ("id", "state", "why", "offered")


def weeks(kept: Mapping[int, Mapping[str, Any]], seen: Container[str]) -> list[dict[str, Any]]:
    """Return what the last update of each week changed, the lowest week first.

    Args:
        kept: what `labsync.latest` keeps; a student may have written anything there.
        seen: names of what the student has seen.
    """
    found = []
    for week, report in sorted(kept.items()):
        listed = report.get("files")
        files = [_file(one) for one in listed[:_MOST_FILES]] if isinstance(listed, list) else []
        found.append(
            {
                "week": week,
                "release": _text(report.get("release")),
                "before": _text(report.get("before")),
                "at": _moment(report.get("at")),
                "seen": week_name(report) in seen,
                "files": [one for one in files if one],
            }
        )
    return found


def feedback(answer: Any, seen: Container[str]) -> list[dict[str, Any]]:
    """Return the weeks of which the service says that feedback came, with what was seen here."""
    return [
        one | {"seen": bool(one.get("seen")) or feedback_name(one) in seen}
        for one in _rows(answer, "feedback")
    ]


def answers(answer: Any, seen: Container[str]) -> list[dict[str, Any]]:
    """Return what instructors answered to questions, with what was seen here."""
    return [one | {"seen": help_name(one) in seen} for one in _rows(answer, "help")]


def _rows(answer: Any, key: str) -> list[dict[str, Any]]:
    listed = answer.get(key) if isinstance(answer, dict) else None
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return rows[:_MOST_ROWS]


def week_name(report: Mapping[str, Any]) -> str:
    """Return by which name it is remembered that the news of a week was seen.

    The time is part of it: a release that was undone may come a second time.
    """
    return f"week{'-'.join(_text(report.get(key)) for key in ('week', 'release', 'at'))}"


def feedback_name(row: Mapping[str, Any]) -> str:
    """Return by which name it is remembered that feedback was seen; a second one is news again."""
    return f"feedback{_text(row.get('week'))}-{_text(row.get('number') or row.get('at'))}"


def help_name(row: Mapping[str, Any]) -> str:
    """Return by which name it is remembered that an answer was seen."""
    return f"help{_text(row.get('id'))}"


def _moment(at: object) -> str:
    """Return a time for JSON, empty for what is none."""
    try:
        return datetime.fromtimestamp(at, UTC).isoformat() if isinstance(at, int) else ""
    except (ValueError, OverflowError, OSError):
        return ""


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
