"""What a release changes in a week against what students see now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One file that is another than before.

    Attributes:
        week: its week.
        path: below the week's folder.
        what: `new`, `changed` or `removed`.
    """

    week: int
    path: str
    what: str


def changes(week: int, before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """Return the files of a week that differ, by name.

    Args:
        week: its number.
        before: file -> digest of the release that students see, empty if they see none.
        after: the same of the other release.
    """
    old, new = _of_week(week, before), _of_week(week, after)
    found = []
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            what = "new" if path not in old else "changed" if path in new else "removed"
            found.append(Change(week, path, what))
    return found


def _of_week(week: int, files: Mapping[str, str]) -> dict[str, str]:
    start = f"week{week}/"
    return {
        path.removeprefix(start): digest for path, digest in files.items() if path.startswith(start)
    }
