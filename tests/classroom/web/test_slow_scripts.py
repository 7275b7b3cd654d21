"""A page whose script comes late: what the script alone makes work cannot be used before."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.classroom.web.test_marking_browser import BROWSER, page, service
from tests.fakes.marking_hub import MarkingService

__all__ = ["page", "service"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not BROWSER.exists(), reason="needs Chromium: apt-get install chromium"),
]


@pytest.mark.parametrize(
    ("path", "script", "buttons"),
    [
        ("marks/1", "marks.js", ["Run the tests", "Return feedback"]),
        ("marks/1/ada", "paper.js", ["Save and go to the next", "Save"]),
    ],
)
def test_no_click_is_lost(
    service: MarkingService, page: Page, path: str, script: str, buttons: list[str]
) -> None:
    held: list[Route] = []
    page.route(f"**/{script}", lambda route: held.append(route))
    page.goto(f"{service.url}{path}", wait_until="commit")
    for name in buttons:
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_disabled()
    held[0].continue_()
    for name in buttons:
        expect(page.get_by_role("button", name=name, exact=True)).to_be_enabled()
