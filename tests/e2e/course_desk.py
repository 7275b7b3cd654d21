"""What an instructor does on the course's pages to collect, mark and give back."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from llmhub.ops.context import Context
from tests.e2e.people import Student
from tests.e2e.screen import log_in, picture

PATIENCE = 60_000  # milliseconds
TESTS = 400_000  # two containers of two cores, a model server in each
COURSE = "/services/course/"


def sit_down(page: Page, context: Context, instructor: Student) -> None:
    """Log in at the staff address and open the course's pages."""
    log_in(page, context.settings.staff_url, instructor)
    page.goto(f"{context.settings.staff_url}{COURSE}")
    expect(page.get_by_role("heading", name="Course", exact=True)).to_be_visible()


def choose(page: Page, name: str) -> None:
    """Follow the menu."""
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def set_due(page: Page, context: Context, due: timedelta | None) -> None:
    """Say until when week 1 is due, from now on; its solutions come a week later."""
    choose(page, "Dates")
    here = datetime.now(ZoneInfo(context.settings.course_timezone))
    for kind, after in (("due", timedelta()), ("solutions from", timedelta(days=7))):
        moment = "" if due is None else f"{here + due + after:%Y-%m-%dT%H:%M}"
        page.get_by_label(f"Week 1, {kind}").fill(moment)
    page.get_by_role("button", name="Save week 1").click()
    expect(page.get_by_role("status")).to_contain_text("The dates of week 1 are saved.")
    if due is not None:
        picture(page, "course-dates")


def cannot_set_dates(page: Page) -> None:
    """See the dates as somebody who teaches some students: they hold for the others too."""
    choose(page, "Dates")
    expect(page.get_by_text("Dates hold for the whole course")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Week 1", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save week 1")).to_have_count(0)
    picture(page, "course-dates-of-all")


def line(page: Page, name: str) -> Locator:
    """Return the line of a table that is about somebody."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def run_tests(page: Page, students: tuple[Student, ...]) -> None:
    """Have the tests run, and wait until they were run for all."""
    page.get_by_role("button", name="Run the tests").click()
    expect(page.locator("#said")).to_contain_text("through", timeout=PATIENCE)
    picture(page, "marks-running")
    for one in students:
        # "runs" and "waits" before, "failed" if it does not work
        expect(line(page, one.name).locator("td").nth(2)).to_have_text("run", timeout=TESTS)
    picture(page, "marks-tested")


def mark(page: Page, points: str, comment: str) -> None:
    """Give points for each criterion of the one written answer, by keyboard alone; go on."""
    before = page.url
    expect(page.locator("input.points").first).to_be_focused()
    for digit in points:
        page.keyboard.press(digit)
        page.keyboard.press("Tab")
    page.keyboard.type(comment)
    expect(page.locator("section.task output")).to_have_text(str(sum(map(int, points))))
    picture(page, f"marks-paper-{points}")
    page.screenshot(path=f"build/pictures/marks-paper-{points}-whole.png", full_page=True)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != before)


def table(page: Page) -> dict[str, dict[str, str]]:
    """Download the marks; return student -> column -> what stands there."""
    data = download(page, "Marks as CSV")
    return {row["user"]: row for row in csv.DictReader(io.StringIO(data.decode()))}


def archive(page: Page) -> zipfile.ZipFile:
    """Download everything that was handed in."""
    return zipfile.ZipFile(io.BytesIO(download(page, "Everything as an archive")))


def download(page: Page, name: str) -> bytes:
    """Follow a link that downloads."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def give_back(page: Page, number: int) -> None:
    """Return feedback."""
    page.get_by_role("button", name="Return feedback").click()
    expect(page.locator("#said")).to_contain_text(f"Feedback went to {number} students.")
    picture(page, "marks-returned")


def make_token(page: Page, hub: str) -> str:
    """Make a token on the hub's page at this address."""
    page.goto(f"{hub}/hub/token")
    page.locator("#token-note").fill("collect from my laptop")
    picture(page, "token-asked-for")  # a token itself belongs in no picture
    page.get_by_role("button", name=re.compile("Request new API token")).click()
    shown = page.locator("#token-result")
    expect(shown).to_be_visible()
    return shown.inner_text().strip()
