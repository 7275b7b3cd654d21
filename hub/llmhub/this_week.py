"""Which week the course is at, in words: for the pages that a student sees before the lab."""

from __future__ import annotations

from pathlib import Path

_ENOUGH = 4096  # bytes of a README in which its heading stands


def this_week(course: Path, week: int) -> str:
    """Return the title of the week that a start opens, such as `Week 4: Fine-tuning LLMs`.

    It is the heading of that week's README in the current release. Where the release has no such
    week yet, it is the nearest earlier one's, as in the lab; "" where it has none.

    Args:
        course: holds the course's releases, and `current`.
        week: the week that the instructors set.
    """
    for number in range(week, 0, -1):
        title = _heading(course / "current" / f"week{number}" / "README.md")
        if title is not None:
            name = f"Week {number}"
            return title if title.startswith(name) else f"{name}: {title}".rstrip(": ")
    return ""


def _heading(readme: Path) -> str | None:
    """Return the first heading of a README, "" if it has none; None if it is not there."""
    try:
        with readme.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_ENOUGH)
    except OSError:
        return None
    found = (line.removeprefix("# ").strip() for line in text.splitlines() if line[:2] == "# ")
    return next(found, "")
