"""Numbered releases of the course, and the link to the current one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from labs.build.numbered import Numbered, add, alone, number_of, point

RECORD = ".release.json"


def publish(course: Path, fill: Callable[[Path], object]) -> Numbered:
    """Let `fill` write a tree and make it the current release, unless it equals the current one.

    A reader of `current` sees the old tree or the new one, never a mixture; nothing that is in
    place is ever written to.

    Args:
        course: holds `releases/NNNN/` and the link `current`; made when missing.
        fill: writes the tree into the empty folder it is given; when it raises, nothing changes.
    """
    releases = course / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with alone(course):
        current = current_release(course)

        def same(digest: str) -> int | None:
            return current if _recorded_digest(course / "current") == digest else None

        published = add(releases, fill, _write_record, same)
        if published.changed:
            make_current(course, published.name)
        return published


def current_release(course: Path) -> int | None:
    """Return the number of the current release, None when there is none."""
    link = course / "current"
    if not (link.is_symlink() and link.exists()):
        return None
    return number_of(link.readlink().name)


def make_current(course: Path, name: str) -> None:
    """Let `current` lead to a release."""
    point(course / "current", Path("releases") / name)


def _recorded_digest(release: Path) -> str:
    try:
        return str(json.loads((release / RECORD).read_text(encoding="utf-8"))["digest"])
    except (OSError, ValueError, KeyError):
        return ""


def _write_record(tree: Path, published: Numbered) -> None:
    record = {"release": published.number, "digest": published.digest}
    (tree / RECORD).write_text(json.dumps(record, sort_keys=True) + "\n", encoding="utf-8")
