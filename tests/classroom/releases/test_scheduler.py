"""Publishing when a date comes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from classroom import audit
from classroom.releases.dates import WeekDates
from classroom.releases.scheduler import LONGEST, next_moment, pause, watch
from tests.classroom.releases.course import NOON, Desk, week

SOON = NOON + timedelta(milliseconds=1)
ONE, TWO, THREE = (NOON + timedelta(seconds=n) for n in (10, 20, 300))


@pytest.mark.parametrize(
    ("dates", "moment", "seconds"),
    [
        ([], None, LONGEST),
        ([WeekDates()], None, LONGEST),
        ([WeekDates(release=NOON)], None, LONGEST),
        ([WeekDates(release=TWO), WeekDates(due=ONE)], ONE, 10),
        ([WeekDates(release=NOON, due=TWO, solutions=THREE)], TWO, 20),
        ([WeekDates(solutions=THREE)], THREE, LONGEST),
        (
            [WeekDates(release=NOON + timedelta(milliseconds=1))],
            NOON + timedelta(milliseconds=1),
            0.5,
        ),
    ],
)
def test_how_long_to_wait(dates: list[WeekDates], moment: datetime | None, seconds: float) -> None:
    assert next_moment(dates, NOON) == moment
    assert pause(dates, NOON) == seconds


class Clock:
    """Time that passes only while somebody sleeps, at most a number of times."""

    def __init__(self, naps: int) -> None:
        self.now, self.naps, self.slept = NOON, naps, list[float]()

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) == self.naps:
            raise asyncio.CancelledError
        self.now += timedelta(seconds=seconds)


async def test_a_week_appears_when_its_date_comes(desk: Desk) -> None:
    desk.choose(desk.make(week(1) | week(2)))
    desk.date(2, release=ONE)
    clock = Clock(2)
    with pytest.raises(asyncio.CancelledError):
        await watch(desk.layout, desk.ledgers, clock, clock.sleep)
    assert clock.slept == [10, LONGEST]
    assert (desk.current / "week2").is_dir()
    assert desk.record()["release"] == 2


async def test_what_appears_by_itself_is_in_the_audit_once(desk: Desk) -> None:
    desk.choose(desk.make(week(1) | week(2)))
    desk.publish(NOON)
    desk.date(1, due=ONE)
    desk.date(2, release=TWO, solutions=TWO)
    clock = Clock(5)
    with pytest.raises(asyncio.CancelledError):
        await watch(desk.layout, desk.ledgers, clock, clock.sleep)
    with desk.ledgers() as session:
        told = [(one.who, one.action, one.subject, one.detail) for one in audit.newest(session)]
    assert told[::-1] == [
        ("schedule", "publish", "week1", "its solutions"),
        ("schedule", "publish", "week2", "release 1"),
        ("schedule", "publish", "week2", "its solutions"),
    ]


async def test_trouble_is_said_and_tried_again(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    made = desk.make(week(1))
    desk.choose(made, 1, 2)
    clock = Clock(3)
    with pytest.raises(asyncio.CancelledError):
        await watch(desk.layout, desk.ledgers, clock, clock.sleep)
    assert clock.slept == [LONGEST] * 3
    assert "[no-such-release]" in caplog.text
