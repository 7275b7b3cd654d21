"""Moments as they are written, around the two days on which clocks change."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from classroom.errors import ClassroomError
from classroom.releases.moments import in_zone, parse

BERLIN = ZoneInfo("Europe/Berlin")
# In UTC: Wednesday, 25 March 2026, 10:00 in Berlin. Clocks go forward on Sunday, the 29th.
BEFORE = datetime(2026, 3, 25, 9)
# Saturday, 24 October 2026, noon. Clocks go back on Sunday, the 25th.
AUTUMN = datetime(2026, 10, 24, 10)


@pytest.mark.parametrize(
    ("text", "now", "at"),
    [
        ("Mon 09:00", BEFORE, datetime(2026, 3, 30, 7)),
        ("monday, 9:00", BEFORE, datetime(2026, 3, 30, 7)),
        ("Sat 09:00", BEFORE, datetime(2026, 3, 28, 8)),
        ("Wed 10:01", BEFORE, datetime(2026, 3, 25, 9, 1)),
        ("Wed 10:00", BEFORE, datetime(2026, 4, 1, 8)),
        ("Wed 09:59", BEFORE, datetime(2026, 4, 1, 7, 59)),
        # Shortly before midnight UTC it is the next day already in Berlin.
        ("Thu 00:30", datetime(2026, 3, 25, 23, 15), datetime(2026, 3, 25, 23, 30)),
        ("2026-03-28 09:00", BEFORE, datetime(2026, 3, 28, 8)),
        ("2026-03-30T09:00", BEFORE, datetime(2026, 3, 30, 7)),
        ("2026-03-30", BEFORE, datetime(2026, 3, 29, 22)),
        ("2026-03-30T09:00+00:00", BEFORE, datetime(2026, 3, 30, 9)),
        ("2026-03-30T09:00:00Z", BEFORE, datetime(2026, 3, 30, 9)),
        (" 2026-03-30T09:00-05:00 ", BEFORE, datetime(2026, 3, 30, 14)),
    ],
)
def test_what_is_meant(text: str, now: datetime, at: datetime) -> None:
    moment = parse(text, BERLIN, now)
    assert (moment.at, moment.note) == (at, "")


def test_a_deadline_without_a_time_is_the_end_of_that_day() -> None:
    assert parse("2026-03-30", BERLIN, BEFORE, day_ends=True).at == datetime(2026, 3, 30, 21, 59)


@pytest.mark.parametrize(("text"), ["2026-03-29 02:30", "Sun 02:30"])
def test_a_time_that_is_left_out_is_as_long_after_the_jump(text: str) -> None:
    moment = parse(text, BERLIN, BEFORE)
    assert in_zone(moment.at, BERLIN).strftime("%d %H:%M") == "29 03:30"
    assert moment.note == "02:30 is left out that day: 03:30 is meant."


@pytest.mark.parametrize("text", ["2026-10-25 02:30", "Sun 02:30"])
def test_of_a_time_that_comes_twice_the_later_is_meant(text: str) -> None:
    moment = parse(text, BERLIN, AUTUMN)
    assert moment.at == datetime(2026, 10, 25, 1, 30)
    assert moment.note == "02:30 comes twice that day: the later one is meant."


def test_next_is_after_now_also_between_the_two_same_times() -> None:
    between = datetime(2026, 10, 25, 0, 45)  # 02:45, for the first time
    assert parse("Sun 02:30", BERLIN, between).at == datetime(2026, 10, 25, 1, 30)
    assert parse("Sun 02:30", BERLIN, datetime(2026, 10, 25, 1, 30)).at.day == 1


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "tomorrow",
            "Mon",
            "09:00",
            "Mon 25:00",
            "Mon 09:60",
            "Moonday 09:00",
            "Mon 09:00 CET",
        ),
        *("2026-02-30", "2026-13-01 09:00", "1999-12-31", "2100-01-02", "9999-12-31T23:59-12:00"),
        *("30.03.2026", "2026-03-30 24:30", "0001-01-01", "x" * 1000, "2026-03-30\x00"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ClassroomError) as caught:
        parse(text, BERLIN, BEFORE)
    assert caught.value.code == "bad-date"
