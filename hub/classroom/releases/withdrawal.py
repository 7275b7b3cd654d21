"""Take what is hidden out of every publication: students can read the old ones too.

A date that is set later, or moved, hides a week that was shown before; so does a push that is taken
back, or a course without that week. Its folder, and a week's `solutions` alike, are then removed
from each publication. That is the one change that publications see. A working copy that came from
there keeps its files; its next update has no earlier state to compare with, and sets the new text
beside a file that was changed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from classroom.releases.check import SOLUTIONS
from classroom.releases.dates import WeekDates, is_visible, of_week, solutions_visible
from classroom.releases.limits import week_of
from labs.build.numbered import DRAFT, sync
from labs.build.release import RECORD

CLEANED = "cleaned"
"""In a record: its solutions are without hidden tests. An older version has left them in."""


def withdraw(
    releases: Path, chosen: Collection[int], dates: Mapping[int, WeekDates], at: datetime
) -> None:
    """Remove hidden weeks and solutions below `releases`, whoever put them there.

    A week that is not among the `chosen` ones is hidden too, but not in what an older version of
    this hub has published. Drafts are left alone: only their maker can enter them.

    Raises:
        OSError: the first one; what could be hidden in the other publications is.
    """
    failed: list[OSError] = []
    for publication in sorted(releases.iterdir()):
        if publication.is_symlink() or not publication.is_dir():
            continue
        if publication.name.startswith(DRAFT):
            continue
        record = read_record(publication)
        some = chosen if _is_of_chosen_weeks(record, chosen) else None
        cleaned = record.get(CLEANED) is True
        try:
            _take_out(publication, list(_hidden(publication, some, cleaned, dates, at)))
        except OSError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _take_out(publication: Path, hidden: list[Path]) -> None:
    """Correct what a publication says first, then what it holds.

    So a run that is killed leaves something to remove.
    """
    if hidden:
        _correct_record(publication, hidden)
    for path in hidden:
        _remove(path)


def read_record(publication: Path) -> dict[str, Any]:
    """Return what a publication says of itself; older ones say less, a broken one nothing."""
    try:
        found = json.loads((publication / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_of_chosen_weeks(record: Mapping[str, Any], chosen: Collection[int]) -> bool:
    """Tell whether a publication was made of weeks that may be taken back.

    One that has lost its record is taken for one (see `_correct_record`), once any is chosen.
    """
    return isinstance(record.get("weeks"), dict) or (not record and bool(chosen))


def _hidden(
    publication: Path,
    chosen: Collection[int] | None,
    cleaned: bool,
    dates: Mapping[int, WeekDates],
    at: datetime,
) -> Iterator[Path]:
    for path in sorted(publication.iterdir()):
        week = week_of(path.name)
        if week is None:
            continue
        if (chosen is not None and week not in chosen) or not is_visible(of_week(dates, week), at):
            yield path
        elif (path / SOLUTIONS).exists() and not (
            cleaned and solutions_visible(of_week(dates, week), at)
        ):
            yield path / SOLUTIONS


def _correct_record(publication: Path, hidden: list[Path]) -> None:
    """Let the record say what is left; it no longer has the digest of what was published."""
    record = read_record(publication)
    gone = {str(week_of(path.name)) for path in hidden if path.name != SOLUTIONS}
    unsolved = {week_of(path.parent.name) for path in hidden if path.name == SOLUTIONS}
    weeks, solved = record.get("weeks"), record.get("solutions")
    if isinstance(weeks, dict):
        record["weeks"] = {week: one for week, one in weeks.items() if week not in gone}
    if isinstance(solved, list):
        record["solutions"] = [
            week for week in solved if week not in unsolved and str(week) not in gone
        ]
    record["digest"] = ""
    try:
        _write_record(publication, record)
    except OSError:
        # A full disk must not keep a week in sight. Without a record, nobody takes this
        # publication for what it was.
        (publication / RECORD).unlink(missing_ok=True)


def _write_record(publication: Path, record: dict[str, Any]) -> None:
    fresh = publication / f"{RECORD}-new"
    fresh.write_text(json.dumps(record, sort_keys=True) + "\n", encoding="utf-8")
    fresh.chmod(0o644)
    sync(fresh)
    fresh.replace(publication / RECORD)


def _remove(path: Path) -> None:
    """Lock everybody else out at once, then remove it; a link goes, what it leads to stays."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
    else:
        path.chmod(0o700)
        shutil.rmtree(path)
