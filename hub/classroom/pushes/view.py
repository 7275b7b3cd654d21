"""A push as one teacher sees it: their own students only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from classroom.layout import ClassroomLayout
from classroom.ledger import now
from classroom.people import Member
from classroom.pushes import book, cells, rights, summary, table
from classroom.pushes.changes import Change, changes
from classroom.pushes.published import Published
from classroom.pushes.table import Known, Line, Said
from classroom.pushes.tables import Kind, Push, PushRow, RowState
from classroom.pushes.targets import visible
from classroom.releases.dates import WeekDates, all_dates, is_visible, of_week
from classroom.releases.store import Store


@dataclass(frozen=True)
class Head:
    """What is to be said of a push in a list.

    Attributes:
        push: as the ledger has it.
        targets: those that the teacher may read.
        undone_by: the undo of it.
        counts: students by state.
        may_act: whether the teacher may undo and retry it.
    """

    push: Push
    targets: Sequence[str]
    undone_by: Push | None
    counts: Mapping[str, int]
    may_act: bool

    @property
    def state(self) -> str:
        """One word for all."""
        return summary.whole(self.counts)

    @property
    def sentence(self) -> str:
        """How it stands."""
        undo = self.push.kind == Kind.UNDO
        return summary.sentence(self.counts, trial=self.push.is_trial, undo=undo)

    @property
    def can_undo(self) -> bool:
        """Whether an undo is to be offered."""
        return self.may_act and self.push.kind == Kind.UPDATE and self.undone_by is None

    @property
    def can_retry(self) -> bool:
        """Whether a retry is to be offered."""
        stands = not self.push.is_trial and self.undone_by is None
        return self.may_act and stands and bool(self.counts.get("failed"))


@dataclass(frozen=True)
class View:
    """A push with its table.

    Attributes:
        head: what the list says too.
        rows: of the ledger, the teacher's students only.
        lines: the table, in the order of `rows`.
        columns: files that have one.
        changes: what a trial's release changes against what students see.
        held: week -> date for which it waits.
    """

    head: Head
    rows: Sequence[PushRow]
    lines: Sequence[Line]
    columns: Sequence[str]
    changes: Sequence[Change]
    held: Mapping[int, datetime | None]


def heads(session: Session, teacher: Member, members: Mapping[str, Member]) -> list[Head]:
    """Return the newest pushes that a teacher may see."""
    pushes = book.newest(session)
    states = book.states(session, [push.id for push in pushes])
    found = []
    for push in pushes:
        mine = states.get(push.id, [])
        if rights.may_see(push, [user for user, _ in mine], teacher, members):
            found.append(_head(session, push, mine, teacher, members))
    return found


def view(
    session: Session,
    layout: ClassroomLayout,
    number: int,
    teacher: Member,
    members: Mapping[str, Member],
) -> View:
    """Return a push with its table.

    Raises:
        ClassroomError: `no-such-push`, also for one that the teacher may not see.
    """
    push, every = book.get(session, number), book.rows(session, number)
    users = [row.user for row in every]
    if not rights.may_see(push, users, teacher, members):
        raise book.no_such_push()
    seen = rights.seen(users, teacher, members)
    mine = [row for row in every if row.user in seen]
    since = [(row.state, row.changed) for row in every]
    soon = push.is_trial or summary.is_turn_to_come(since, now())
    lines = [
        table.line(_said(row), _known(layout, push.release, row), push.is_trial, soon)
        for row in mine
    ]
    states = [(one.student, one.state) for one in lines]
    head = _head(session, push, states, teacher, members, users)
    held = _held(mine, all_dates(session))
    return View(head, mine, lines, table.columns(lines), _changes(layout, push), held)


def _held(rows: Sequence[PushRow], dates: Mapping[int, WeekDates]) -> dict[int, datetime | None]:
    """Return week -> date of what waits for it, or in a trial would."""
    weeks = {row.week for row in rows if row.state == RowState.HELD}
    untried = {row.week for row in rows if row.code == "not-shown-yet"}
    weeks |= {week for week in untried if not is_visible(of_week(dates, week), now())}
    return {week: of_week(dates, week).release for week in sorted(weeks)}


def _head(
    session: Session,
    push: Push,
    states: Sequence[tuple[str, str]],
    teacher: Member,
    members: Mapping[str, Member],
    users: Collection[str] | None = None,
) -> Head:
    """Return the head; `states` of all, or of the teacher's students with `users` for all."""
    everybody = [user for user, _ in states] if users is None else users
    seen = rights.seen(everybody, teacher, members)
    return Head(
        push,
        visible(push.targets, teacher, members),
        book.undo_of(session, push.id),
        summary.counts((user, state) for user, state in states if user in seen),
        rights.may_act(everybody, teacher, members),
    )


def _said(row: PushRow) -> Said:
    return Said(row.user, row.week, row.state, row.code, row.message, row.report)


def _known(layout: ClassroomLayout, release: int, row: PushRow) -> Known:
    """Return what the publications before and after have of a row's week.

    The release has it too, also where nothing was published or it was taken out again.
    """
    published, name = Published(layout), f"week{row.week}"
    numbers = [number for number in (row.before, row.publication) if number is not None]
    weeks = [Store(layout.releases).student(release) / name]
    weeks += [week for n in numbers if (week := published.folder(n) / name).is_dir()]
    names: dict[str, dict[str, str]] = {}
    for week in weeks:
        for file, labels in cells.labels(week).items():
            names[file] = {**names.get(file, {}), **labels}
    return Known(frozenset[str]().union(*(cells.files(week) for week in weeks)), names)


def _changes(layout: ClassroomLayout, push: Push) -> list[Change]:
    """Return what a trial's release changes in the weeks it names."""
    if not push.is_trial:
        return []
    store = Store(layout.releases)
    after = store.get(push.release).files
    found = []
    for week in push.weeks:
        before = push.shown_before.get(str(week))
        found += changes(week, store.get(before).files if before else {}, after)
    return found
