"""A push in a real browser: by keyboard alone, without scripts, and followed as it goes on."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ConsoleMessage, Page, async_playwright, expect

from tests.classroom.web.course_room import CourseRoom, course_room, keeps_own

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu"]
PATIENCE = 30_000  # milliseconds; a page that gets no answer asks ever more seldom

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[CourseRoom]:
    async with course_room(tmp_path) as room:
        await room.push(1)
        room.hub.work()
        room.hub.outcomes["bob"] = keeps_own
        yield room


@asynccontextmanager
async def browser_page(**more: Any) -> AsyncIterator[Page]:
    """Open a page as the instructor; whatever goes wrong in it fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        headers = {"Authorization": "token ines"}
        context = await browser.new_context(extra_http_headers=headers, **more)
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: None if is_fine(said) else wrong.append(said.text))
        yield page
        await browser.close()
        assert wrong == []


def is_fine(said: ConsoleMessage) -> bool:
    """Tell whether what the browser says is no fault of a page; refusals are answers too."""
    return said.type != "error" or said.text.startswith("Failed to load resource")


async def tab_to(page: Page, text: str) -> None:
    """Press Tab until something with this name has the focus, which has to be seen."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        # Not `:focus`, which a field of a date is not while one of its parts has it.
        focused = (await page.evaluate_handle("document.activeElement")).as_element()
        assert focused
        if text in await name_of(focused):
            outline = await focused.evaluate("one => getComputedStyle(one).outlineStyle")
            assert outline != "none", f"the focus on {text!r} is not seen"
            return
    raise AssertionError(f"{text!r} cannot be reached by keyboard")


async def name_of(element: Any) -> str:
    """Return what a person would call an element: its label or text."""
    name = await element.evaluate(
        "one => one.getAttribute('aria-label') || [...(one.labels || [])].map(l => l.innerText)"
        ".join(' ') || one.innerText || ''"
    )
    return str(name)


async def test_the_whole_way_of_a_push_by_keyboard(room: CourseRoom) -> None:
    async with browser_page() as page:
        await page.goto(room.pages.address + "pushes")
        await tab_to(page, "New push")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/pushes/new")
        await tab_to(page, "Week 3")
        await page.keyboard.press("Space")
        await tab_to(page, "All my students")
        await tab_to(page, "Show what would change")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/pushes/p2")
        await expect(page.locator("h1")).to_have_text("What would change")
        room.hub.work()
        await expect(page.locator("#summary")).to_contain_text("1 would keep an own edit")
        await tab_to(page, "Push to 3 students")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/pushes/p3")
        room.hub.work()
        summary = page.locator("#summary")
        await expect(summary).to_contain_text("2 of 3 students have it; 1 of them keeps")
        bob = page.locator("tbody tr", has_text="bob")
        await expect(bob).to_contain_text("cell 2 “3”: the new text is right below it")
        await tab_to(page, "Undo this push")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/pushes/p3/undo")
        await tab_to(page, "Yes, undo it")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/pushes/p4")
        del room.hub.outcomes["bob"]
        room.hub.work()
        await expect(page.locator("#summary")).to_contain_text("2 of 3 students have gone back")


async def test_the_table_is_followed_without_reloading(room: CourseRoom) -> None:
    failing = {"state": "failed", "code": "x", "message": "Out of luck."}
    room.hub.outcomes["ada"] = lambda order: failing
    await room.push(2)
    async with browser_page() as page:
        await page.goto(room.pages.address + "pushes/p2")
        assert await page.locator("#summary").get_attribute("role") == "status"
        room.hub.work()
        await expect(page.locator("#summary")).to_contain_text("1 lab could not be updated")
        await expect(page.locator("tbody tr").first).to_contain_text("Out of luck.")
        del room.hub.outcomes["ada"]
        await page.get_by_role("button", name="Retry where it failed").click()
        await expect(page.locator("#summary")).not_to_contain_text("could not")
        room.hub.work()
        await expect(page.locator("#summary")).to_contain_text("2 of 3 students have it")


async def test_a_service_that_is_away_is_said(room: CourseRoom) -> None:
    await room.push(2)
    async with browser_page() as page:
        await page.goto(room.pages.address + "pushes/p2")
        stale = page.locator("#stale")
        await expect(stale).to_be_hidden()
        await page.route("**/pushes/p2", lambda route: route.abort())
        await expect(stale).to_be_visible(timeout=PATIENCE)
        await page.unroute("**/pushes/p2")
        await expect(stale).to_be_hidden(timeout=PATIENCE)


async def test_a_push_works_without_scripts(room: CourseRoom) -> None:
    async with browser_page(java_script_enabled=False) as page:
        await page.goto(room.pages.address + "pushes/new?release=2")
        await page.get_by_label("Week 3").check()
        await page.get_by_label("Only these:").check()
        await page.get_by_label("Group tue").check()
        await page.get_by_label("Single students").fill("cyd")
        await page.get_by_role("button", name="Show what would change").click()
        await expect(page.locator(".lead")).to_contain_text("to group tue, cyd")
        await page.get_by_role("button", name="Push to 2 students").click()
        room.hub.work()
        await page.reload()
        await expect(page.locator("#summary")).to_contain_text("1 of 2 students has it")


async def test_a_wrong_choice_is_said_and_kept(room: CourseRoom) -> None:
    async with browser_page(java_script_enabled=False) as page:
        await page.goto(room.pages.address + "pushes/new?release=2")
        await page.get_by_label("Group tue").check()
        await page.get_by_role("button", name="Show what would change").click()
        await expect(page.get_by_role("alert")).to_have_text("Choose at least one week.")
        await page.get_by_label("Week 3").check()
        await page.get_by_role("button", name="Show what would change").click()
        await expect(page.get_by_role("alert")).to_contain_text("Say for whom it is")
        assert await page.get_by_label("Group tue").is_checked()


async def test_naming_somebody_means_only_them(room: CourseRoom) -> None:
    async with browser_page() as page:
        await page.goto(room.pages.address + "pushes/new?release=2&week=3")
        await page.get_by_label("Single students").fill("ada")
        assert await page.get_by_label("Only these:").is_checked()


PLACES = ["pushes", "pushes/new", "pushes/p2", "pushes/p2/undo", "pushes/p3", "releases", "dates"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_pages_can_be_used_by_everybody(room: CourseRoom, scheme: Any) -> None:
    await room.push(2)
    await room.push(1, dry_run=True)
    room.hub.work()
    async with browser_page(color_scheme=scheme) as page:
        for place in PLACES:
            await page.goto(room.pages.address + place)
            found = await Axe().run(page)
            assert found.violations_count == 0, f"{place}: {found.generate_report()}"
