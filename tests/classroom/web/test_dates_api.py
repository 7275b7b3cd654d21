"""The API and the page of dates."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.classroom.web.course_room import CourseRoom, course_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[CourseRoom]:
    async with course_room(tmp_path) as room:
        yield room


async def put(room: CourseRoom, week: int, **dates: str | None) -> tuple[int, dict[str, object]]:
    answer = await room.pages.call("PUT", f"api/dates/{week}", "ines", json=dates)
    return answer.status_code, answer.json()


async def test_dates_are_the_courses_own_time(room: CourseRoom) -> None:
    status, told = await put(room, 3, release="2026-03-02T09:00", due="2026-03-09")
    assert status == 200
    assert told["release"] == "2026-03-02T09:00:00+01:00"
    assert told["due"] == "2026-03-09T23:59:00+01:00"
    listed = await room.get("dates")
    assert listed["zone"] == "Europe/Berlin"
    assert listed["dates"] == [{key: told[key] for key in ("week", "release", "due", "solutions")}]
    audit = (await room.get("audit"))["audit"]
    assert (audit[0]["action"], audit[0]["subject"]) == ("dates", "week3")


async def test_what_was_told_can_be_sent_back(room: CourseRoom) -> None:
    _, told = await put(room, 3, release="2026-03-02T09:00", solutions="2026-04-01T10:00:00Z")
    sent = {key: told[key] for key in ("release", "due", "solutions")}
    answer = await room.pages.call("PUT", "api/dates/3", "ines", json=sent)
    assert answer.json() == told


async def test_a_date_hides_a_week_at_once(room: CourseRoom) -> None:
    await room.push(1)
    assert room.course.shown("week3/lab.ipynb") is not None
    await put(room, 3, release="2099-01-01T00:00")
    assert room.course.shown("week3/lab.ipynb") is None
    await put(room, 3, release=None)
    assert room.course.shown("week3/lab.ipynb") is not None


@pytest.mark.parametrize(
    ("week", "dates", "code"),
    [
        (3, {"release": "soon"}, "bad-date"),
        (3, {"release": "2026-03-02", "due": "2026-03-01"}, "dates-order"),
        (3, {"released": "2026-03-02"}, "bad-request"),
        (3, {"release": 3}, "bad-request"),
        (100, {"release": "2026-03-02"}, "bad-week"),
    ],
)
async def test_dates_that_make_no_sense(
    room: CourseRoom, week: int, dates: dict[str, str], code: str
) -> None:
    status, told = await put(room, week, **dates)
    assert (status, told["code"]) == (400, code)
    assert (await room.get("dates"))["dates"] == []


async def test_the_form_sets_one_week(room: CourseRoom) -> None:
    data = {"week": "3", "release": "2026-07-06T09:00", "due": "", "solutions": ""}
    answer = await room.pages.call("POST", "dates", "ines", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "dates?saved=3")
    page = (await room.pages.call("GET", "dates?saved=3", "ines")).text
    assert "The dates of week 3 are saved." in page
    assert 'value="2026-07-06T09:00"' in page
    assert "All times are in Europe/Berlin." in page


async def test_who_teaches_some_sees_the_dates_and_cannot_change_them(room: CourseRoom) -> None:
    await put(room, 3, due="2026-07-06T09:00")
    before = await room.get("dates")
    answer = await room.pages.call("PUT", "api/dates/3", "tom", json={"due": "2026-08-01T09:00"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-dates")
    assert "an admin, or an instructor without a section" in answer.json()["message"]
    form = {"week": "3", "release": "", "due": "2026-08-01T09:00", "solutions": ""}
    answer = await room.pages.call("POST", "dates", "tom", data=form)
    assert answer.status_code == 403
    assert answer.text.count("an admin, or an instructor without a section") == 1
    assert (await room.get("dates")) == before
    assert before["can_change"]
    assert (await room.get("dates", "tom")) == {**before, "can_change": False}


async def test_the_page_has_no_form_for_who_teaches_some(room: CourseRoom) -> None:
    await put(room, 3, due="2026-07-06T09:00")
    page = (await room.pages.call("GET", "dates", "tom")).text
    assert "Mon 6 Jul 2026, 09:00" in page
    assert "an admin, or an instructor without a section" in page
    for part in ('action="/services/course/dates"', "<input type=", ">Save<"):
        assert part not in page
    whole = (await room.pages.call("GET", "dates", "ines")).text
    assert ">Save<" in whole
    assert "instructor without a section" not in whole


@pytest.mark.parametrize("who", ["ines", "root"])
async def test_who_teaches_everybody_sets_dates(room: CourseRoom, who: str) -> None:
    answer = await room.pages.call("PUT", "api/dates/3", who, json={"due": "2026-08-01T09:00"})
    assert answer.status_code == 200


async def test_a_clock_that_was_decided_about_is_said(room: CourseRoom) -> None:
    data = {"week": "3", "release": "2026-03-29T02:30", "due": "", "solutions": ""}
    page = (await room.pages.call("POST", "dates", "ines", data=data)).text
    assert "is left out that day" in page


async def test_the_form_keeps_what_was_written_wrong(room: CourseRoom) -> None:
    data = {"week": "3", "release": "2026-03-02T09:00", "due": "2026-03-01T09:00", "solutions": ""}
    answer = await room.pages.call("POST", "dates", "ines", data=data)
    assert answer.status_code == 400
    assert 'value="2026-03-01T09:00"' in answer.text
    assert 'role="alert"' in answer.text
