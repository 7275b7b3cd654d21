"""Week 1's quiz in JupyterLab in a real browser: played with the keyboard alone, read by axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from labs.build.quiz import Question, read_quiz
from llmlab.quiz_form import label
from tests.e2e.screen import picture
from tests.labs.lab_in_browser import MARKS, jupyterlab
from tests.labs.student_lab import ROOT

pytestmark = MARKS

QUIZ = read_quiz(ROOT / "content/week1/quiz.yml")
# Of each question this many wrong choices are tried before the right one.
WRONG_FIRST = (1, 0, 2, 0, 0)
MOST_TABS = 12


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """Open the quiz in a student's own JupyterLab."""
    with jupyterlab(tmp_path) as (page, files):
        page.goto(f"{files}/labs/week1/quiz.ipynb")
        expect(page.get_by_text("Python 3 | Idle")).to_be_visible(timeout=60_000)
        yield page


def test_the_quiz_is_played_with_the_keyboard_alone(page: Page) -> None:
    form = draw(page)
    for question, wrong in zip(QUIZ.questions, WRONG_FIRST, strict=True):
        false = [choice for choice in question.choices if not choice.right]
        for choice in [*false[:wrong], *(one for one in question.choices if one.right)]:
            choose(page, form, question, choice.text)
            word = "Right" if choice.right else "Not yet"
            alert = form.get_by_role("alert").filter(has_text=f"{word}: ")
            expect(alert.filter(has_text=plain(choice.why))).to_be_visible()
    expect(form.get_by_role("alert").last).to_have_text(
        "Finished. Your score: 3 of 5 right at the first try."
    )
    picture(page, "quiz")
    found = Axe().run(page, context=".llmlab-quiz")
    assert found.violations_count == 0, found.generate_report()
    go_to(page, "Start the quiz again", "Tab")
    page.keyboard.press("Enter")
    expect(form.get_by_text("Solved so far: 0 of 5")).to_be_visible()
    expect(form.get_by_role("alert")).to_have_count(0)


def test_a_screen_reader_finds_questions_and_choices_in_their_order(page: Page) -> None:
    lines = iter(draw(page).aria_snapshot().splitlines())
    for number, question in enumerate(QUIZ.questions, start=1):
        # A snapshot is YAML: a text with a colon in it stands in quotation marks.
        heard = [yaml.safe_load(next(lines))[0] for _ in range(2 + len(question.choices))]
        assert heard[0] == f'heading "Question {number} of {len(QUIZ.questions)}" [level=2]'
        assert heard[1] == {"paragraph": plain(question.text)}
        assert heard[2:] == [f'button "{label(choice.text)}"' for choice in question.choices]


def draw(page: Page) -> Locator:
    """Run the notebook's cell without the mouse: from its top, as it opens, one cell down."""
    page.locator(".jp-Notebook").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    form = page.locator(".llmlab-quiz")
    buttons = 1 + sum(len(question.choices) for question in QUIZ.questions)
    expect(form.get_by_role("button")).to_have_count(buttons, timeout=60_000)
    return form


def choose(page: Page, form: Locator, question: Question, text: str) -> None:
    """Go to a choice and press it; the keyboard stays on it."""
    ahead = [label(choice.text) for choice in question.choices]
    before = focused(page).lstrip("✓✗ ")
    back = before in ahead and ahead.index(before) > ahead.index(label(text))
    go_to(page, label(text), "Shift+Tab" if back else "Tab")
    page.keyboard.press("Space")
    pressed = form.get_by_role("button", name=f" {label(text)}")
    expect(pressed).to_be_focused()


def go_to(page: Page, name: str, key: str) -> None:
    """Press a key until the control of that name has the keyboard."""
    for _ in range(MOST_TABS):
        if focused(page) == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {name!r} but to {focused(page)!r}")


def focused(page: Page) -> str:
    """Return the text of what has the keyboard."""
    return str(page.evaluate("document.activeElement.textContent")).strip()


def plain(text: str) -> str:
    """Return a text as it is shown, without backticks."""
    return text.replace("`", "")
