"""The real culler: what nobody uses is stopped, what works or is just being written is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from llmhub.layout import StateLayout
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from tests.e2e.people import Student
from tests.e2e.screen import log_in
from tests.e2e.test_bad_input import changed
from tests.e2e.test_lifecycle import until

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

IDLE = 120  # seconds; JupyterLab saves by itself every 60

BURN = "import time\nend = time.monotonic() + 600\nwhile time.monotonic() < end: pass"
NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "id": "one", "metadata": {}, "source": "", "outputs": [],'
    ' "execution_count": null}], "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec":'
    ' {"name": "python3", "display_name": "Python 3", "language": "python"}}}'
)


@pytest.fixture
def impatient_hub(context: Context, api: HubApi) -> Iterator[None]:
    """A hub that stops servers after two idle minutes."""
    with changed(context, api, IDLE_TIMEOUT=str(IDLE)):
        yield


def open_lab_page(page: Page, student: Student, path: str) -> None:
    log_in(page, student.origin, student)
    page.goto(f"{student.origin}{student.prefix}{path}", wait_until="commit")


def test_idle_apps_are_stopped_and_work_is_not(
    impatient_hub: None,
    make_student: Callable[..., Student],
    new_page: Callable[..., Page],
    context: Context,
) -> None:
    gradio, streamlit, cell, training, writer = (make_student() for _ in range(5))
    for student in (gradio, streamlit, cell, training, writer):
        student.login()
        student.open_lab()
    writer.cell(f"open('/home/student/essay.ipynb', 'w').write({NOTEBOOK!r})")
    open_app(new_page(), gradio, "gradio/", "textarea")
    open_app(new_page(), streamlit, "streamlit/", "[data-testid=stChatInput] textarea")
    start_without_waiting(cell, "import time; time.sleep(600)")
    training.cell(f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}])")
    page = new_page()
    open_lab_page(page, writer, "lab/tree/essay.ipynb")
    end = time.monotonic() + IDLE + 90
    editor = page.locator(".jp-Notebook .cm-content").first
    expect(editor).to_be_visible(timeout=60_000)
    while time.monotonic() < end:  # somebody who thinks long between two words, and never saves
        editor.click()
        page.keyboard.type("word ")
        page.wait_for_timeout(25_000)
    until(lambda: not gradio.is_running(), "the server with an idle Gradio tab is stopped")
    until(lambda: not streamlit.is_running(), "the server with an idle Streamlit tab is stopped")
    for student in (cell, training, writer):
        assert student.is_running()
    home = StateLayout(context.settings.state_dir).student(writer.name).home
    assert "word word" in (home / "essay.ipynb").read_text()


def open_app(page: Page, student: Student, path: str, wanted: str) -> None:
    """Open an app in a tab that stays open, as students leave them."""
    page.set_default_timeout(120_000)
    open_lab_page(page, student, path)
    expect(page.locator(wanted).first).to_be_visible(timeout=120_000)


def start_without_waiting(student: Student, code: str) -> None:
    """Start a cell that goes on after its page was closed."""
    with pytest.raises(Exception, match=r"."):
        student.cell(code, patience=3)
