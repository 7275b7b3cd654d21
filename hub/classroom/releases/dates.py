"""When each week is shown, is due, and shows its solutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from classroom.errors import ClassroomError
from classroom.ledger import Base


class _Dates(Base):
    __tablename__ = "dates"

    week: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[datetime | None]
    due: Mapped[datetime | None]
    solutions: Mapped[datetime | None]


@dataclass(frozen=True)
class WeekDates:
    """The dates of a week, in UTC without a zone; None where there is no such date."""

    release: datetime | None = None
    due: datetime | None = None
    solutions: datetime | None = None

    def checked(self) -> WeekDates:
        """Return the dates, if they can follow each other.

        Raises:
            ClassroomError: `dates-order`.
        """
        if self.release and self.due and self.due <= self.release:
            raise _order("due before it is shown")
        if self.due and self.solutions and self.solutions < self.due:
            raise _order("solved before it is due")
        if self.release and self.solutions and self.solutions < self.release:
            raise _order("solved before it is shown")
        return self


def _order(what: str) -> ClassroomError:
    return ClassroomError("dates-order", f"The week would be {what}. Change one of its dates.")


def is_visible(dates: WeekDates, at: datetime) -> bool:
    """Tell whether students may see the week; one without a date they see at once."""
    return dates.release is None or dates.release <= at


def solutions_visible(dates: WeekDates, at: datetime) -> bool:
    """Tell whether students may see the week's solutions.

    They may from the date for that on, without one from the deadline on; with neither, never. No
    date for solutions lets them see any before the deadline, or before the week itself.
    """
    moments = [one for one in (dates.solutions, dates.due) if one is not None]
    return bool(moments) and max(moments) <= at and is_visible(dates, at)


def all_dates(session: Session) -> dict[int, WeekDates]:
    """Return the dates of all weeks that have some."""
    rows = session.scalars(select(_Dates)).all()
    return {one.week: WeekDates(one.release, one.due, one.solutions) for one in rows}


def of_week(dates: Mapping[int, WeekDates], week: int) -> WeekDates:
    """Return the dates of a week; all are None where nobody has set any."""
    return dates.get(week, WeekDates())


def set_dates(session: Session, week: int, dates: WeekDates) -> None:
    """Set all dates of a week; the caller publishes after its transaction.

    Raises:
        ClassroomError: `dates-order`, `bad-week`.
    """
    if not 1 <= week <= 99:
        raise ClassroomError("bad-week", "There is no such week. Give a number from 1 to 99.")
    given = dates.checked()
    row = _Dates(week=week, release=given.release, due=given.due, solutions=given.solutions)
    session.merge(row)
