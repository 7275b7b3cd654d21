"""What students may see at a moment, as a decision."""

from __future__ import annotations

from datetime import datetime, timedelta

from classroom.releases.dates import WeekDates
from classroom.releases.publication import Plan, plan
from tests.classroom.releases.course import NOON

HOUR = timedelta(hours=1)
BEFORE, AFTER = NOON - HOUR, NOON + HOUR


def test_the_plan() -> None:
    dates = {
        1: WeekDates(due=BEFORE),
        2: WeekDates(release=AFTER, due=None),
        3: WeekDates(release=datetime(2026, 1, 1), due=AFTER),
        9: WeekDates(due=BEFORE),
    }
    made = plan({1: 4, 2: 7, 3: 4}, dates, NOON)
    assert made == Plan({1: 4, 3: 4}, (1,), (7, 4))
