"""What students do in their labs: hand in, change their minds, read what comes back."""

from __future__ import annotations

import nbformat
from playwright.sync_api import Page, expect

from llmhub.ops.context import Context
from tests.e2e import answers
from tests.e2e.course_desk import PATIENCE
from tests.e2e.people import Student
from tests.e2e.screen import log_in, picture
from tests.lab_extension.open_lab import write
from tests.lab_extension.test_course_menu import choose, dialog

OWN = "for one in llm.list().models"
TYPED = "mine = 'typed a moment ago'"


def hands_in_by_menu(page: Page, context: Context, student: Student) -> None:
    """Open the assignment in JupyterLab, type into it, and hand it in as it is on the screen."""
    url = context.settings.public_url
    student.open_lab()
    answers.hand_over(student, answers.full(context))
    log_in(page, url, student)
    page.goto(f"{url}/user/{student.name}/lab/tree/{answers.NOTEBOOK}")
    idle = page.locator(".jp-NotebookPanel-toolbar [data-status='idle']")
    expect(idle).to_be_visible(timeout=PATIENCE)
    write(page, OWN, f"\n{TYPED}")
    choose(page, "Hand in")
    dialog(page, "Which lab?")
    picture(page, "hand-in-week")
    page.keyboard.press("Enter")
    expect(page.locator(".jp-Dialog")).to_contain_text("Week 1 is handed in", timeout=PATIENCE)
    dialog(page, "This is in time")
    picture(page, "hand-in-received")
    page.get_by_role("button", name="Close").click()


def hands_in_by_command(context: Context, student: Student) -> None:
    """Hand in a hostile notebook by a command in a cell."""
    student.open_lab()
    answers.hand_over(student, answers.hostile(context))
    said = student.cell("!llmlab submit week1")
    assert "Week 1 is handed in, late" in said, said
    assert "Receipt: number 1, hash" in said


def changes_afterwards(student: Student) -> None:
    """Write something else into the file that was handed in."""
    empty = nbformat.v4.new_notebook()
    empty.cells.append(nbformat.v4.new_markdown_cell("Changed afterwards."))
    answers.hand_over(student, empty)


def back_in_the_lab(page: Page, context: Context, student: Student) -> None:
    """Open JupyterLab again: it says that feedback came, and shows it."""
    url = f"{context.settings.public_url}/user/{student.name}/lab/tree/"
    page.goto(f"{url}feedback/week1/1/feedback.md")
    expect(page.get_by_text("There is feedback for week 1")).to_be_visible(timeout=PATIENCE)
    shown = page.locator(".jp-MarkdownViewer:visible, .jp-FileEditor:visible").first
    expect(shown).to_contain_text("15 of 16 points", timeout=PATIENCE)
    expect(shown).to_contain_text("Well measured, and well said.")
    picture(page, "feedback-in-lab")


def nothing_stolen(context: Context, student: Student) -> None:
    """Nothing of the hidden tests, nor of what the run printed, is in the student's home."""
    hidden = answers.hidden_lines(context)
    assert len(hidden) >= 3
    code = (
        "from pathlib import Path\n"
        "for top in ('feedback', 'labs/week1', 'course'):\n"
        "    for one in sorted((Path.home() / top).resolve().rglob('*')):\n"
        "        if one.is_file() and one.suffix in ('.md', '.html', '.ipynb', '.txt'):\n"
        "            print(one, one.read_text())"
    )
    said = student.cell(code)
    assert "/opt/feedback/week1/1/feedback.md" in said
    assert "of 16 points" in said
    assert [one for one in hidden if one in said] == []
    returned = said.partition("/opt/feedback/")[2].partition("/home/student")[0]
    assert "STOLEN" not in returned
