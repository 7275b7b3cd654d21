"""A hand-in is marked in a real browser by keyboard; what students wrote does nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, sync_playwright

from classroom.layout import ClassroomLayout
from tests.classroom.marking.small_release import write_release
from tests.classroom.marking.test_runs import well
from tests.classroom.web.test_handins_api import PEOPLE
from tests.classroom.web.test_marking_api import hand_in, run_tests
from tests.e2e.conftest import CHROMIUM
from tests.e2e.screen import picture
from tests.fakes.marking_hub import MarkingService, marking_service

BROWSER = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not BROWSER.exists(), reason="needs Chromium: apt-get install chromium"),
]

REPORT = """# A report

I compared **two** models. <script>document.title = "owned"; top.location = "/owned"</script>

| model | tokens per second |
| --- | --- |
| small | 41 |

<img src=x onerror="parent.document.title = 'owned'"> [a link](javascript:alert(1))
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[MarkingService]:
    write_release(ClassroomLayout(tmp_path))
    with marking_service(tmp_path, PEOPLE, well) as running:
        for who in ("ada", "bo"):
            hand_in(running, who, REPORT.encode(), f"An essay by {who}, *with a reason*.")
        run_tests(running)
        yield running


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=CHROMIUM)
        as_ines = {"Authorization": "token ines-teach"}
        opened = browser.new_context(
            viewport={"width": 1280, "height": 900}, extra_http_headers=as_ines
        ).new_page()
        opened.set_default_timeout(30_000)
        yield opened
        browser.close()


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def check_accessible(page: Page) -> None:
    """Fail where axe finds a serious fault."""
    found = Axe().run(page).response["violations"]
    serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


def mark_the_first(page: Page) -> None:
    """Mark the essay of the first student."""
    assert page.url.endswith("/marks/1/ada")
    assert focused(page) == "w1-essay-1"

    page.keyboard.press("1")
    page.keyboard.press("Tab")
    assert focused(page) == "w1-essay-2"
    page.keyboard.press("7")
    page.get_by_text("At most 2 points here.").wait_for()
    assert page.locator("#w1-essay-2").input_value() == ""
    page.keyboard.press("1")
    page.keyboard.press("ArrowUp")
    assert page.locator("section[data-task=w1-essay] output").text_content() == "2.5"
    page.keyboard.press("Tab")
    page.keyboard.type("A good example.")
    page.keyboard.press("Control+Enter")
    # The report is left for later, and the next one comes.
    page.wait_for_url("**/marks/1/bo")


def mark_the_rest(page: Page) -> None:
    """Mark the second student, then what was left of the first; ends at the list."""
    for _ in range(2):
        page.keyboard.press("1")
        page.keyboard.press("Tab")
    page.locator("#w1-report-1").focus()
    page.keyboard.press("4")
    check_accessible(page)
    frames = page.locator(".answer iframe")
    assert frames.nth(1).content_frame.locator("h1").text_content() == "A report"
    picture(page, "marking-paper")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/marks/1/ada")
    page.locator("#w1-report-1").focus()
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/marks/1")


def test_two_hand_ins_are_marked_by_keyboard(service: MarkingService, page: Page) -> None:
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.goto(f"{service.url}marks/1?next=first")
    mark_the_first(page)
    mark_the_rest(page)
    check_accessible(page)
    picture(page, "marking-list")
    told = service.call("ines-teach", "GET", "marking/1").json()["marking"]
    assert [(one["user"], one["points"], one["missing"]) for one in told] == [
        ("ada", 10.5, []),
        ("bo", 11, []),
    ]
    assert dialogs == []
    assert page.title() == "Marks of week 1 - LLM Lab"


def test_half_of_a_tasks_points_are_not_saved_and_the_missing_ones_are_shown(
    service: MarkingService, page: Page
) -> None:
    page.goto(f"{service.url}marks/1/ada")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Points are missing for w1-essay. Nothing was saved.").wait_for()
    assert focused(page) == "w1-essay-2"
    told = service.call("ines-teach", "GET", "marking/1/ada").json()
    assert told["markers"] == []


def test_feedback_tests_and_hidden_names_work_from_the_list(
    service: MarkingService, page: Page
) -> None:
    page.goto(f"{service.url}marks/1")
    page.get_by_role("button", name="Return feedback").press("Enter")
    page.get_by_text("Feedback went to 0 students.").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Run the tests").press("Enter")
    with page.expect_navigation():
        page.get_by_label("Hide names while I mark").press("Space")
    assert page.get_by_role("row").nth(1).get_by_role("link").text_content() != "ada"
    assert page.get_by_label("Hide names while I mark").is_checked()


def test_a_file_of_a_hand_in_does_nothing_when_it_is_opened(
    service: MarkingService, page: Page
) -> None:
    page.goto(f"{service.url}marks/1/ada/file?path=report.md")
    assert page.locator("h1").nth(1).text_content() == "A report"
    assert page.title() == "report.md"
    picture(page, "marking-file")


def test_what_came_of_returning_is_said_above_a_list_that_shows_it(
    service: MarkingService, page: Page
) -> None:
    tasks = {"w1-essay": {"criteria": [1, 2]}, "w1-report": {"criteria": [4]}}
    given = service.call("ines-teach", "PUT", "marking/1/ada", {"tasks": tasks})
    assert given.status_code == 200, given.text
    page.goto(f"{service.url}marks/1")
    page.get_by_role("button", name="Return feedback").click()
    said = page.get_by_text("Feedback went to 1 student. bo: Without marks: w1-essay")
    said.wait_for()
    row = page.get_by_role("row").filter(has_text="ada")
    assert row.locator("td").last.inner_text() != ""
    page.reload()
    said.wait_for(state="detached")
