"""The marking of one week as an instructor sees it: own students only, names hidden if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from classroom.errors import ClassroomError
from classroom.handins.notebooks import Unreadable, read_notebook
from classroom.handins.parcel import NOTEBOOK
from classroom.handins.shelf import read
from classroom.handins.tables import HandIn, newest_of_each
from classroom.layout import ClassroomLayout
from classroom.marking import queue
from classroom.marking.blind import hidden_name, is_blind, key_of
from classroom.marking.giving import sheets
from classroom.marking.material import Material, material_of
from classroom.marking.returning import last_return
from classroom.marking.sheet import Sheet
from classroom.marking.tables import Return, TestRun
from classroom.marking.written import Answer, answers
from classroom.people import Member, teaches
from labs.marking.rubric import Rubric


@dataclass(frozen=True)
class Row:
    """One student's newest hand-in.

    Attributes:
        name: of the student, or what hides it.
        run: the tests' last run over this hand-in.
        returned: the last feedback, maybe about an earlier hand-in.
    """

    name: str
    handin: HandIn
    sheet: Sheet
    run: TestRun | None
    returned: Return | None


@dataclass(frozen=True)
class Overview:
    """One week's marking for one teacher."""

    week: int
    rubric: Rubric
    blind: bool
    rows: tuple[Row, ...]

    @property
    def under_way(self) -> bool:
        """Tell whether tests wait or run."""
        return any(row.run and row.run.state in queue.UNDER_WAY for row in self.rows)

    def next_for(self, who: str, *, second: bool = False, after: str = "") -> str | None:
        """Return the next hand-in for somebody to mark: the first one after `after`, else any."""
        waiting = [row.name for row in self.rows if row.sheet.waits_for(who, second=second)]
        later = [name for name in waiting if name > after]
        return next(iter(later or [name for name in waiting if name != after]), None)


@dataclass(frozen=True)
class MarkingDesk:
    """Where instructors mark."""

    layout: ClassroomLayout
    sessions: sessionmaker[Session]
    zone: ZoneInfo

    def material(self, week: int) -> Material:
        """Return what a week is marked by; raises ClassroomError `no-such-week`."""
        return material_of(self.layout, week)

    def overview(self, teacher: Member, members: Mapping[str, Member], week: int) -> Overview:
        """Return a week's marking; raises ClassroomError `no-such-week` or `no-rubric`."""
        rubric = self.material(week).rubric()
        key = key_of(self.layout.own)
        with self.sessions() as session:
            blind = is_blind(session, teacher.name, week)
            chosen = own_students(teacher, members, newest_of_each(session, week))
            marks = sheets(session, rubric, chosen)
            runs = queue.latest(session, [one.id for one in chosen])
            rows = [
                Row(
                    hidden_name(key, week, one.user) if blind else one.user,
                    one,
                    marks[one.id],
                    runs.get(one.id),
                    last_return(session, week, one.user),
                )
                for one in chosen
            ]
        # Hidden names in the order of the real ones would hide little.
        return Overview(week, rubric, blind, tuple(sorted(rows, key=lambda row: row.name)))

    def answers(self, rubric: Rubric, handin: HandIn) -> list[Answer]:
        """Return the written answers of a hand-in."""
        names = {str(one["path"]) for one in handin.files}

        def file(name: str) -> bytes | None:
            return read(self.layout.handins, handin, name) if name in names else None

        try:
            notebook = read_notebook(file(NOTEBOOK) or b"")
        except Unreadable as error:
            raise ClassroomError("marking-notebook", f"{NOTEBOOK}: {error}.") from error
        return answers(rubric, notebook, file)


def own_students(
    teacher: Member, members: Mapping[str, Member], handins: Sequence[HandIn]
) -> list[HandIn]:
    """Return the hand-ins that a teacher may see; who left the course is in no section."""
    return [one for one in handins if teaches(teacher, members.get(one.user, Member(one.user)))]


def row_of(overview: Overview, name: str) -> Row:
    """Return the row of a student, by the name that is shown.

    Raises:
        ClassroomError: `no-such-handin`, also for another section's student.
    """
    for row in overview.rows:
        if row.name == name:
            return row
    raise ClassroomError(
        "no-such-handin",
        f"There is no hand-in of week {overview.week} by somebody of that name among your "
        "students.",
        404,
    )
