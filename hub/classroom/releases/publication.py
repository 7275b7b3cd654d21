"""What students see: a numbered folder with the weeks whose day has come, and `current`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from classroom import ledger
from classroom.errors import ClassroomError
from classroom.layout import ClassroomLayout
from classroom.releases import withdrawal
from classroom.releases.check import SOLUTIONS
from classroom.releases.choice import chosen
from classroom.releases.dates import WeekDates, all_dates, is_visible, of_week, solutions_visible
from classroom.releases.intact import check_part, check_whole
from classroom.releases.limits import week_of
from classroom.releases.solved import add_solutions
from classroom.releases.store import Store
from labs.build.errors import from_system
from labs.build.numbered import Numbered, add, alone, name_of, numbers
from labs.build.release import RECORD, current_release, make_current


@dataclass(frozen=True)
class Plan:
    """What a publication is made of; releases never change, so equal plans give equal files.

    Attributes:
        weeks: week -> release, of the weeks that students may see.
        solved: the weeks whose solutions they may see.
        common: the releases that can give what belongs to no week, the newest first.
    """

    weeks: Mapping[int, int]
    solved: tuple[int, ...]
    common: tuple[int, ...]

    def facts(self) -> dict[str, Any]:
        """Return what the record says of it."""
        weeks = {str(week): release for week, release in sorted(self.weeks.items())}
        facts = {"weeks": weeks, "solutions": list(self.solved), "common": list(self.common[:1])}
        return facts | ({withdrawal.CLEANED: True} if self.solved else {})


def plan(choice: Mapping[int, int], dates: Mapping[int, WeekDates], at: datetime) -> Plan:
    """Decide what students may see at a moment."""
    seen = {week: one for week, one in choice.items() if is_visible(of_week(dates, week), at)}
    solved = tuple(w for w in sorted(seen) if solutions_visible(of_week(dates, w), at))
    return Plan(seen, solved, tuple(sorted(set(choice.values()), reverse=True)))


def publish(
    layout: ClassroomLayout, ledgers: sessionmaker[Session], at: datetime | None = None
) -> Numbered:
    """Bring `course/` to what students may see now; return the current publication.

    A reader of `current` sees the old folder or the new one. Afterwards earlier publications lose
    what is hidden now (see `withdrawal`), also when the new one cannot be made: hiding comes
    first. Called at any time and as often as wanted: nothing new means no new number.

    Args:
        layout: where things lie.
        ledgers: gives the chosen releases and the dates.
        at: the moment, UTC without a zone; now, when it is not given.

    Raises:
        ClassroomError: `no-such-release`, `release-broken`, `release-disk`.
    """
    releases = layout.course / "releases"
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with alone(layout.course):
            moment = at or ledger.now()
            with ledgers() as session:
                choice, dates = chosen(session), all_dates(session)
            try:
                # Before the first choice: what an older version of this hub has published stays.
                if not choice and not _has_weeks_of_ours(layout):
                    return _as_it_is(layout)
                return _bring(layout, plan(choice, dates, moment))
            finally:
                withdrawal.withdraw(releases, choice, dates, moment)
    except OSError as error:
        raise ClassroomError("release-disk", from_system(error).message, 507) from error


def prepare(
    layout: ClassroomLayout,
    ledgers: sessionmaker[Session],
    release: int,
    weeks: Iterable[int],
    at: datetime | None = None,
) -> Numbered:
    """Make the publication that choosing these weeks would give; `current` stays where it is.

    For trying out what a push would change: labs read it from among the publications, and so can
    students. A week that they do not see now is therefore left out.

    Raises:
        ClassroomError: `no-such-release`, `release-broken`, `release-disk`.
    """
    try:
        (layout.course / "releases").mkdir(parents=True, exist_ok=True)
        with alone(layout.course):
            with ledgers() as session:
                choice, dates = chosen(session), all_dates(session)
            tried = dict.fromkeys(choice.keys() & set(weeks), release)
            wanted = plan({**choice, **tried}, dates, at or ledger.now())
            return _made(layout, wanted, numbers(layout.course / "releases"))
    except OSError as error:
        raise ClassroomError("release-disk", from_system(error).message, 507) from error


def _bring(layout: ClassroomLayout, wanted: Plan) -> Numbered:
    """Make the publication of a plan the current one; a killed run may have made it already."""
    current = current_release(layout.course)
    newest = max(numbers(layout.course / "releases"), default=0)
    made = _made(layout, wanted, [newest, *([] if current is None else [current])])
    if current == made.number:
        return made
    make_current(layout.course, made.name)
    return Numbered(made.number, True, made.digest)


def _made(layout: ClassroomLayout, wanted: Plan, known: Sequence[int]) -> Numbered:
    """Return the publication of a plan: the last of the `known` ones that is it, or a new one."""
    releases = layout.course / "releases"
    for number in reversed(known):
        record = withdrawal.read_record(releases / name_of(number))
        if all(record.get(key) == value for key, value in wanted.facts().items()):
            return Numbered(number, False, str(record.get("digest", "")))
    store = Store(layout.releases)

    def finish(tree: Path, added: Numbered) -> None:
        facts = {"release": added.number, "digest": added.digest, **wanted.facts()}
        (tree / RECORD).write_text(json.dumps(facts, sort_keys=True) + "\n", encoding="utf-8")

    return add(releases, lambda tree: _compose(store, wanted, tree), finish)


def _has_weeks_of_ours(layout: ClassroomLayout) -> bool:
    """Tell whether the current publication was made of chosen weeks, that may be taken back."""
    current = current_release(layout.course)
    if current is None:
        return False
    return bool(withdrawal.read_record(layout.course / "releases" / name_of(current)).get("weeks"))


def _as_it_is(layout: ClassroomLayout) -> Numbered:
    return Numbered(current_release(layout.course) or 0, changed=False, digest="")


def _compose(store: Store, wanted: Plan, tree: Path) -> None:
    """Write the files: copies, for a link would lead to where students must not go."""
    for number in wanted.common:
        release = store.get(number)
        found = [one for one in store.student(number).iterdir() if week_of(one.name) is None]
        for one in found:
            _copy(one, tree / one.name)
            check_part(release, tree, one.name)
        if found:
            break
    for number in {wanted.weeks[week] for week in wanted.solved}:
        check_whole(store, number)
    for week, number in wanted.weeks.items():
        name = f"week{week}"
        release = store.get(number)
        if week not in release.weeks:
            raise ClassroomError("no-such-release", f"Release {number} has no week {week}.", 404)
        _copy(store.student(number) / name, tree / name)
        check_part(release, tree, name)
        if week in wanted.solved:
            add_solutions(store.instructor(number) / name, tree / name, tree / name / SOLUTIONS)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copyfile(source, target, follow_symlinks=False)
