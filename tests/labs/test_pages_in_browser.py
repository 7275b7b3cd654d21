"""The pages about the whole course, found from its front page as a student finds them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.screen import picture
from tests.labs.lab_in_browser import MARKS, jupyterlab

pytestmark = MARKS

PAGES = {
    "Glossary": "Glossary",
    "Troubleshooting": "Troubleshooting",
    "Models and their licences": "Models of the course and their licences",
}


def heading(page: Page, text: str) -> None:
    """Wait until a page of that title is open and in front."""
    shown = page.locator(".jp-MarkdownViewer:visible h1")
    expect(shown).to_contain_text(text, timeout=60_000)


def test_the_front_page_leads_to_the_pages_about_the_course(tmp_path: Path) -> None:
    with jupyterlab(tmp_path) as (page, files):
        for link, title in PAGES.items():
            page.goto(f"{files}/course/README.md")
            heading(page, "Welcome")
            page.locator(".jp-MarkdownViewer:visible").get_by_role("link", name=link).click()
            heading(page, title)
            picture(page, f"course-{link.split()[0].lower()}")
