"""The second marker in a real browser: alone with the answers until the own marks are complete."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.classroom.web import test_marking_browser as marking
from tests.classroom.web.test_marking_api import GIVEN
from tests.e2e.screen import picture
from tests.fakes.marking_hub import MarkingService

pytestmark = marking.pytestmark
service, page = marking.service, marking.page


def save(page: Page) -> None:
    """Save, and look at the page anew."""
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        page.get_by_role("button", name="Save", exact=True).press("Enter")
    assert saved.value.ok, saved.value.text()
    page.reload()


def test_the_first_markers_points_are_hidden_until_the_second_is_complete(
    service: MarkingService, page: Page
) -> None:
    assert service.call("ines-teach", "PUT", "marking/1/ada", GIVEN).is_success
    page.context.set_extra_http_headers({"Authorization": "token tom-teach"})
    page.goto(f"{service.url}marks/1")
    page.get_by_role("link", name="Next as second marker").press("Enter")
    page.wait_for_url("**/marks/1/ada")
    told = "You are the second marker; ines's marks are shown when yours are complete."
    expect(page.locator(".lead")).to_contain_text(told)
    theirs = page.get_by_text("ines: ")
    page.keyboard.press("1")
    page.keyboard.press("Tab")
    page.keyboard.press("0")
    # Half of them is not enough: what is left is still to be marked without the other's eyes.
    for _ in range(2):
        expect(theirs).to_have_count(0)
        assert "Good." not in page.content()
        assert page.locator("section[data-task=w1-report] input").input_value() == ""
        save(page)
        expect(page.locator("#w1-essay-1")).to_have_value("1")
    marking.check_accessible(page)
    page.locator("#w1-report-1").focus()
    page.keyboard.press("4")
    save(page)
    expect(theirs).to_have_count(2)
    expect(theirs.first).to_contain_text("ines: 2.5 (1, 1.5): Good.")
    expect(theirs.first).to_contain_text("The first marker's points count until both agree.")
    picture(page, "marking-second")
