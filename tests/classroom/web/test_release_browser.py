"""A release is made and a week gets its dates in a real browser, by keyboard alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.classroom.web import test_push_browser as pushing
from tests.classroom.web.course_room import CourseRoom, course_room
from tests.fakes.course_state import notebook

pytestmark = pushing.pytestmark


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[CourseRoom]:
    async with course_room(tmp_path) as room:
        await room.push(1)
        folder = room.course.layout.sources / "algebra" / "week3"
        folder.mkdir(parents=True)
        (folder / "lab.ipynb").write_text(notebook(a="5"))
        yield room


async def test_a_release_is_made_by_keyboard(room: CourseRoom) -> None:
    async with pushing.browser_page() as page:
        await page.goto(room.pages.address + "releases")
        await pushing.tab_to(page, "The course of this hub")
        await page.keyboard.press("ArrowDown")
        assert "A folder that the admin offers" in await pushing.name_of(page.locator(":focus"))
        await pushing.tab_to(page, "Folder")
        await expect(page.locator(":focus")).to_have_value("algebra")
        await pushing.tab_to(page, "Make and check it")
        await page.keyboard.press("Enter")
        await expect(page.locator("#making")).to_contain_text("Release 3")
        await pushing.tab_to(page, "Push it")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/pushes/new?release=3")


async def test_dates_are_set_by_keyboard(room: CourseRoom) -> None:
    async with pushing.browser_page(locale="en-US") as page:
        await page.goto(room.pages.address + "dates")
        await pushing.tab_to(page, "Week 1, due")
        for part in ("05", "01", "2027", "ArrowRight", "09", "30", "P"):
            press = page.keyboard.press if part == "ArrowRight" else page.keyboard.type
            await press(part)
        await pushing.tab_to(page, "Save week 1")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("The dates of week 1 are saved.")
        await expect(page.get_by_label("Week 1, due")).to_have_value("2027-05-01T21:30")
    told = {one["week"]: one["due"] for one in (await room.get("dates"))["dates"]}
    assert told[1] == "2027-05-01T21:30:00+02:00"
