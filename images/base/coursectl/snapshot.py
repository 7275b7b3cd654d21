"""What a student hands in: a week's folder, as it is at one moment."""

from __future__ import annotations

import base64
from pathlib import Path

from coursectl.errors import CourseError
from coursectl.plain_file import CHANGING, HALF
from coursectl.week_files import WeekFiles, read_week

ASSIGNMENT = "assignment.ipynb"


def take(home: Path, week: int) -> WeekFiles:
    """Read `~/labs/weekN`, which must hold the assignment.

    Raises:
        CourseError: `no-assignment`, `changing`, `half-notebook`, or as `read_week`.
    """
    found = read_week(home, week)
    if ASSIGNMENT not in found.files:
        raise _explained(found, f"week{week}")
    return found


def body(found: WeekFiles) -> dict[str, list[dict[str, str]]]:
    """Return the files as the course service takes them."""
    return {
        "files": [
            {"path": path, "content": base64.b64encode(data).decode("ascii")}
            for path, data in sorted(found.files.items())
        ]
    }


def _explained(found: WeekFiles, name: str) -> CourseError:
    for one in found.left_out:
        if one.path == ASSIGNMENT and one.why == HALF:
            return CourseError(
                "half-notebook",
                f"{ASSIGNMENT} cannot be handed in: {HALF}. If it cannot be opened, the course's "
                "own is in ~/course.",
            )
        if one.path == ASSIGNMENT:
            code = "changing" if one.why == CHANGING else "no-assignment"
            return CourseError(code, f"{ASSIGNMENT} cannot be handed in: {one.why}.")
    return CourseError(
        "no-assignment",
        f"There is no {ASSIGNMENT} in ~/labs/{name}. If you renamed it, give it its name back; "
        "the course's own is in ~/course.",
    )
