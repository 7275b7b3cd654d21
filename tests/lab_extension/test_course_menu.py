"""The menu "Course": what changed, hand in, afresh, help. By keyboard where a student would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.screen import picture
from tests.lab_extension.open_lab import (
    FIRST,
    PATIENCE,
    OpenLab,
    cell_with,
    changed,
    open_lab,
    write,
)
from tests.labs.lab_in_browser import MARKS
from tests.labsync.books import sources

pytestmark = MARKS

RECEIPT = {
    **{"week": 3, "number": 2, "at_local": "Mon 2 Nov 2026, 08:59", "late": False},
    **{"due_local": "Mon 2 Nov 2026, 09:00", "sha256": "c0ffee", "files": ["lab.ipynb"]},
}


def choose(page: Page, label: str) -> None:
    """Choose a command of the menu."""
    page.get_by_role("menuitem", name="Course", exact=True).click()
    page.get_by_role("menuitem", name=label).click()


def dialog(page: Page, words: str) -> None:
    """Wait until a dialog says this."""
    expect(page.locator(".jp-Dialog")).to_contain_text(words)


def test_what_changed_leads_to_the_cell(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        write(page, "total = 1 + 1", "\nmine = 1")
        lab.release(changed(FIRST, count="total = 2 + 2  # fixed"))
        lab.push()
        page.get_by_role("button", name="Show what changed").click()
        shown = page.locator(".llmhub-changes")
        expect(shown).to_contain_text("you changed it too. Yours stays")
        picture(page, "what-changed")
        show = shown.get_by_role("button", name="Show the cell")
        show.focus()
        page.keyboard.press("Enter")
        active = page.locator(".jp-NotebookPanel:visible .jp-mod-active.jp-Cell")
        expect(active).to_contain_text("Updated by the course")
        picture(page, "what-changed-cell")


def test_what_is_open_is_saved_before_it_is_handed_in(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        on_disk: list[str] = []

        def receive(route: Route) -> None:
            assert json.loads(route.request.post_data or "") == {"week": 3}
            on_disk.extend(sources(lab.on_disk()))
            route.fulfill(json=RECEIPT)

        page.route("**/llmhub/course/submit*", receive)
        write(page, "What is a token?", "\nmine = 'not yet saved'")
        choose(page, "Hand in")
        dialog(page, "Which lab?")
        page.keyboard.press("Enter")
        dialog(page, "c0ffee")
        dialog(page, "in time (deadline: Mon 2 Nov 2026, 09:00)")
        picture(page, "hand-in-receipt")
        assert any("not yet saved" in words for words in on_disk)


@pytest.mark.parametrize(
    ("command", "goes_on"), [("Hand in", "Hand in"), ("Start a lab afresh", "Continue")]
)
def test_a_question_says_what_its_buttons_do(tmp_path: Path, command: str, goes_on: str) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.method + one.url.partition("course/")[2]))
        choose(page, command)
        shown = page.get_by_role("dialog")
        expect(shown.get_by_role("combobox", name="Which lab?")).to_be_focused()
        labels = [one.strip() for one in shown.locator(".jp-Dialog-button").all_inner_texts()]
        assert labels == ["Cancel", goes_on]
        page.keyboard.press("Escape")
        expect(shown).to_be_hidden()
        assert not {"POSTsubmit", "POSTafresh"} & set(asked)


def test_feedback_is_told_and_noted_as_seen(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        row = {"week": 3, "number": 2, "at": "2026-05-04T07:00:00Z", "seen": False}
        noted: list[object] = []

        def tell(route: Route) -> None:
            if route.request.method == "POST":
                noted.append(json.loads(route.request.post_data or ""))
            told = row | {"seen": {"week": 3, "feedback": 2} in noted}
            route.fulfill(json={"weeks": [], "feedback": [told], "help": []})

        page.route("**/llmhub/course/notices**", tell)
        page.reload()
        text = page.get_by_text("There is feedback for week 3")
        expect(text).to_be_visible(timeout=PATIENCE)
        with page.expect_response("**/llmhub/course/notices?*"):
            page.reload()
        expect(page.get_by_role("menuitem", name="Course", exact=True)).to_be_visible()
        expect(text).to_have_count(0)
        assert noted == [{"week": 3, "feedback": 2}]


def test_who_cannot_hand_in_reads_why(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        refusal = {"code": "handin-space", "message": "Your hand-ins take too much room."}
        page.route(
            "**/llmhub/course/submit*", lambda route: route.fulfill(json=refusal, status=413)
        )
        choose(page, "Hand in")
        dialog(page, "Which lab?")
        page.keyboard.press("Enter")
        dialog(page, "Your hand-ins take too much room.")


def test_afresh_keeps_what_was_not_yet_saved(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        page.route("**/llmhub/course/afresh*", lambda route: route.fulfill(json=afresh(lab)))
        write(page, "What is a token?", "\nmine = 'not yet saved'")
        choose(page, "Start a lab afresh")
        dialog(page, "Which lab?")
        page.keyboard.press("Enter")
        dialog(page, "Your own folder is kept")
        picture(page, "afresh-confirm")
        page.get_by_role("button", name="Start week 3 afresh").click()
        dialog(page, "Your earlier work is in labs/week3.backup-")
        page.get_by_role("button", name="Close").click()
        expect(cell_with(page, "What is a token?")).not_to_contain_text("not yet saved")
        assert sources(lab.on_disk()) == sources(FIRST)
        backup = lab.notebook.run("sh", "-c", "cat ~/labs/week3.backup-*/lab.ipynb")
        assert "not yet saved" in backup


def afresh(lab: OpenLab) -> dict[str, object]:
    """Start the week afresh as the server does it."""
    report: dict[str, object] = lab.sync("afresh")
    return report
