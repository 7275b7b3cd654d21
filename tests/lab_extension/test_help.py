"""Help in JupyterLab: ask, see who may look and who did, send newer copies, stop."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.e2e.screen import picture
from tests.lab_extension.open_lab import OpenLab, open_lab, write
from tests.lab_extension.test_course_menu import choose, dialog
from tests.labs.lab_in_browser import MARKS
from tests.labsync.books import sources

pytestmark = MARKS
LAB = "labs/week3/lab.ipynb"


@dataclass
class Desk:
    """The notebook server's addresses of help, as far as a window sees them.

    Attributes:
        asked: what was asked that changes something, `POST help` and so on.
        copies: the cells of the file on the disk whenever a copy was sent.
    """

    lab: OpenLab
    request: dict[str, Any] | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    copies: list[list[str]] = field(default_factory=list)

    def serve(self, page: Page) -> None:
        page.route("**/llmhub/course/help**", self.help)
        page.route("**/llmhub/course/notices**", self.notices)

    def help(self, route: Route) -> None:
        method, path = route.request.method, route.request.url.partition("/llmhub/course/")[2]
        if method == "GET":
            route.fulfill(json={"help": [self.request] if self.request else []})
            return
        what = f"{method} {path.partition('?')[0]}"
        self.asked.append((what, json.loads(route.request.post_data or "null")))
        if what == "POST help":
            self.request = {"id": 4, "path": LAB, "state": "allowed"}
            self.request |= {"until": "2036-05-04T14:30:00Z", "may_look": ["ines"], "looked": []}
        elif what == "DELETE help":
            self.request = None
        elif what == "POST help/copy":
            assert self.request
            self.request["wanted"] = False
            self.copies.append(sources(self.lab.on_disk()))
        route.fulfill(json=self.request or {})

    def notices(self, route: Route) -> None:
        if route.request.method == "POST":
            self.asked.append(("POST notices/seen", json.loads(route.request.post_data or "")))
        route.fulfill(json={"weeks": [], "feedback": [], "help": self.answers})


def ask(page: Page) -> None:
    """Ask about the open file, by keyboard."""
    choose(page, "Ask for help")
    dialog(page, "may look at a copy of this file for an hour, and at nothing else")
    page.keyboard.type("Why is it 2?")
    picture(page, "ask-for-help")
    page.get_by_role("button", name="Ask, and let them look").click()
    dialog(page, "have your question")
    page.get_by_role("button", name="Close").click()


def test_a_question_from_asking_to_the_answer(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page, desk = lab.open(), Desk(lab)
        desk.serve(page)
        banner = page.locator(".llmhub-banner")
        expect(banner).to_be_hidden()
        ask(page)
        assert desk.asked[0] == ("POST help", {"path": LAB, "words": "Why is it 2?"})
        expect(banner).to_contain_text("ines may look at lab.ipynb until")
        picture(page, "help-banner")

        write(page, "total = 1 + 1", "\nmine = 'not yet saved'")
        assert desk.request
        desk.request |= {"wanted": True, "looked": [{"who": "ines", "at": "2036-05-04T13:31:00Z"}]}
        expect(banner).to_contain_text("ines looked at")
        assert "not yet saved" in str(desk.copies[-1]), "what is on the screen is sent"

        sent = len(desk.copies)
        write(page, "total = 1 + 1", "\nmore = 'saved by hand'")
        with page.expect_request("**/llmhub/course/help/copy*"):
            page.keyboard.press("Control+S")
        page.wait_for_timeout(0)
        assert len(desk.copies) > sent

        desk.request, desk.answers = (
            None,
            [{"id": 4, "path": LAB, "by": "ines", "words": "Cell 3."}],
        )
        expect(page.get_by_text("ines answers about lab.ipynb: Cell 3.")).to_be_visible()
        expect(banner).to_be_hidden()
        picture(page, "help-answer")
        assert ("POST notices/seen", {"help": 4}) in desk.asked


def test_a_student_stops_it_in_the_banner_by_keyboard(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page, desk = lab.open(), Desk(lab)
        desk.serve(page)
        ask(page)
        banner = page.locator(".llmhub-banner")
        banner.get_by_role("button", name="One hour from now").press("Enter")
        expect(banner.get_by_role("button", name="Stop")).to_be_visible()
        banner.get_by_role("button", name="Stop").press("Enter")
        expect(banner).to_be_hidden()
        asked = [what for what, _ in desk.asked if what != "POST help/copy"]
        assert asked == ["POST help", "POST help/consent", "DELETE help"]


def test_who_would_like_to_look_has_to_be_allowed(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page, desk = lab.open(), Desk(lab)
        desk.serve(page)
        ask(page)
        assert desk.request
        desk.request |= {"state": "expired", "wanted": True, "wanted_by": "ines"}
        banner = page.locator(".llmhub-banner")
        expect(banner).to_contain_text("ines would like to look at lab.ipynb.")
        assert desk.copies == [], "without consent nothing goes"
        desk.request |= {"state": "allowed"}
        banner.get_by_role("button", name="Let them look for an hour").press("Enter")
        expect(banner).to_contain_text("may look at lab.ipynb until")
        assert ("POST help/consent", {"id": 4}) in desk.asked
