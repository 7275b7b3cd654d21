"""When weeks and solutions are shown."""

from __future__ import annotations

from datetime import datetime

import pytest

from classroom.errors import ClassroomError
from classroom.releases.dates import (
    WeekDates,
    all_dates,
    is_visible,
    of_week,
    set_dates,
    solutions_visible,
)
from tests.classroom.releases.course import Desk

ONE, TWO, THREE = (datetime(2026, 3, day) for day in (1, 2, 3))
LATE = datetime(2026, 3, 9)


@pytest.mark.parametrize(
    ("dates", "at", "visible"),
    [
        (WeekDates(), ONE, True),
        (WeekDates(due=TWO), ONE, True),
        (WeekDates(release=TWO), ONE, False),
        (WeekDates(release=TWO), TWO, True),
        (WeekDates(release=TWO), THREE, True),
    ],
)
def test_weeks(dates: WeekDates, at: datetime, visible: bool) -> None:
    assert is_visible(dates, at) is visible


@pytest.mark.parametrize(
    ("dates", "at", "visible"),
    [
        (WeekDates(), LATE, False),
        (WeekDates(release=ONE), LATE, False),
        (WeekDates(due=TWO), ONE, False),
        (WeekDates(due=TWO), TWO, True),
        (WeekDates(due=TWO, solutions=THREE), TWO, False),
        (WeekDates(due=TWO, solutions=THREE), THREE, True),
        (WeekDates(solutions=TWO), ONE, False),
        (WeekDates(solutions=TWO), TWO, True),
        # Never before the deadline or the week, whatever somebody wrote into the ledger.
        (WeekDates(due=THREE, solutions=ONE), TWO, False),
        (WeekDates(release=THREE, due=ONE), TWO, False),
    ],
)
def test_solutions(dates: WeekDates, at: datetime, visible: bool) -> None:
    assert solutions_visible(dates, at) is visible


@pytest.mark.parametrize(
    "dates",
    [
        WeekDates(release=TWO, due=TWO),
        WeekDates(release=TWO, due=ONE),
        WeekDates(due=TWO, solutions=ONE),
        WeekDates(release=TWO, solutions=ONE),
    ],
)
def test_dates_that_cannot_follow_each_other(desk: Desk, dates: WeekDates) -> None:
    with desk.ledgers() as session:
        with pytest.raises(ClassroomError) as caught:
            set_dates(session, 3, dates)
        assert caught.value.code == "dates-order"
        assert all_dates(session) == {}


@pytest.mark.parametrize("week", [0, -1, 100])
def test_no_such_week(desk: Desk, week: int) -> None:
    with desk.ledgers() as session, pytest.raises(ClassroomError) as caught:
        set_dates(session, week, WeekDates())
    assert caught.value.code == "bad-week"


def test_dates_are_kept_and_replaced_as_a_whole(desk: Desk) -> None:
    desk.date(3, release=ONE, due=TWO)
    desk.date(3, due=THREE)
    desk.date(4, release=ONE)
    with desk.ledgers() as session:
        dates = all_dates(session)
    assert dates == {3: WeekDates(due=THREE), 4: WeekDates(release=ONE)}
    assert of_week(dates, 5) == WeekDates()
