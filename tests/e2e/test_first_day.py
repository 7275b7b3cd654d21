"""A student's first day in a real browser: link, password, progress, lab, answer, both apps."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, Route, TimeoutError, expect

from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from tests.e2e.conftest import remove
from tests.e2e.people import Student, invite
from tests.e2e.screen import picture

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

PASSWORD = "correct-horse-7-battery"
QUESTION = "When is the library open on Saturday?"


@pytest.fixture
def invited(context: Context, api: HubApi) -> Iterator[Student]:
    """A student with an unused link, as after `make users`."""
    student = invite(context, api, f"s{secrets.token_hex(4)}")
    yield student
    remove(student)


def wait_for_lab(page: Page, student: Student) -> None:
    """Wait until JupyterLab has opened the week's README."""
    page.wait_for_url(re.compile(f"/user/{student.name}/lab"), timeout=120_000)
    expect(page.locator("#jp-main-dock-panel")).to_be_visible(timeout=60_000)


def test_from_link_to_both_apps(
    invited: Student, new_page: Callable[..., Page], context: Context
) -> None:
    page = new_page()
    page.goto(context.settings.public_url)
    expect(page.locator("#username_input")).to_be_visible()
    picture(page, "login")
    page.goto(invited.invite_url)
    picture(page, "invite")
    see_progress(page, invited)
    wait_for_lab(page, invited)
    see_lab(page)
    run_first_cells(page, invited)
    slow_down(invited)
    use_gradio(open_tile(page, "My Gradio app"))
    use_streamlit(open_tile(page, "My Streamlit app"))


def see_progress(page: Page, student: Student) -> None:
    """The stages are shown in words; the page stays until they were seen."""
    refused: list[Route] = []

    def refuse_once(route: Route) -> None:
        refused.append(route)
        if len(refused) > 1:
            route.continue_()
        else:
            route.abort("aborted")  # the browser stays where it is

    # The page comes by a redirect, which is not routed; what is, is its reload when all is ready.
    page.route(re.compile("/hub/spawn-pending/"), refuse_once)
    student.password = PASSWORD
    page.locator("#password").fill(PASSWORD)
    page.locator("#repeated").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/hub/spawn-pending/"))
    expect(page.get_by_text("Starting your notebook").first).to_be_visible()
    expect(page.get_by_text("Starting your model server").first).to_be_visible()
    expect(page.locator("#lab-message")).to_have_attribute("aria-live", "polite")
    expect(page.locator("#lab-week")).to_contain_text("Week 1: Introduction to LLMs")
    ready = page.locator("[data-stage=ready]")
    expect(ready).to_have_attribute("data-state", "done", timeout=90_000)
    picture(page, "progress")
    page.reload()


def see_lab(page: Page) -> None:
    """The week's README is open and rendered; the launcher has both tiles."""
    expect(page.locator(".jp-RenderedMarkdown h1").first).to_contain_text("Week 1", timeout=60_000)
    picture(page, "lab")
    page.keyboard.press("Control+Shift+L")
    for tile in ("My Gradio app", "My Streamlit app"):
        expect(page.locator(".jp-LauncherCard", has_text=tile)).to_be_visible()
    picture(page, "launcher")


def run_first_cells(page: Page, student: Student) -> None:
    """Run the lab's cells from the top up to the student's first task: the model has answered."""
    page.goto(page.url.split("/lab")[0] + "/lab/tree/labs/week1/lab.ipynb")
    notebook = page.locator(".jp-NotebookPanel").first
    expect(notebook.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
    page.wait_for_function(
        "document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'",
        timeout=60_000,
    )
    notebook.locator(".jp-Cell").first.click()
    page.keyboard.press("Escape")
    outputs = notebook.locator(".jp-OutputArea-output")
    for wanted in ("[OK]", "tokens made:", "NotImplementedError"):
        run_until(page, outputs.filter(has_text=wanted).first)
        if wanted == "tokens made:":
            picture(page, "notebook")


def run_until(page: Page, wanted: Locator) -> None:
    """Run cell after cell, by keyboard as students do, until the output is there."""
    for _ in range(8):
        page.keyboard.press("Shift+Enter")
        with suppress(TimeoutError):
            wanted.wait_for(state="visible", timeout=5_000)
            return
    expect(wanted).to_be_visible()


SLOWER = """
import pathlib
for name, line in (("gradio_app", "answer += part"), ("streamlit_app", "yield part.message")):
    path = pathlib.Path("/home/student/apps", name + ".py")
    text = path.read_text()
    assert text.count("            " + line) == 1
    path.write_text(text.replace(line, "__import__('time').sleep(0.15)\\n            " + line))
"""


def slow_down(student: Student) -> None:
    """Let the apps wait at each token: the tiny model's whole answer takes two frames else."""
    student.login()
    student.browser.get(f"{student.prefix}lab")
    student.cell(SLOWER)


def open_tile(page: Page, tile: str) -> Page:
    """Click the launcher's tile; the app opens in a tab of its own."""
    page.keyboard.press("Control+Shift+L")
    card = page.locator(".jp-LauncherCard:visible", has_text=tile).first
    expect(card).to_be_visible()
    with page.context.expect_page() as opened:
        card.click()
    opened.value.set_default_timeout(120_000)
    opened.value.set_viewport_size({"width": 1280, "height": 800})
    return opened.value


def use_gradio(page: Page) -> None:
    """Type a prompt; the answer grows while it is watched."""
    box = page.locator("textarea").first
    expect(box).to_be_visible(timeout=120_000)
    box.fill(QUESTION)
    box.press("Enter")
    lengths = grows(page, ".message.bot, .bot.message, [data-testid=bot]")
    picture(page, "gradio")
    assert len(lengths) >= 5, f"the answer came in {len(lengths)} steps: {lengths}"


def use_streamlit(page: Page) -> None:
    """The same over Streamlit's websocket."""
    box = page.locator("[data-testid=stChatInput] textarea")
    expect(box).to_be_visible(timeout=120_000)
    box.fill(QUESTION)
    box.press("Enter")
    lengths = grows(page, "[data-testid=stChatMessage] >> nth=-1")
    picture(page, "streamlit")
    assert len(lengths) >= 5, f"the answer came in {len(lengths)} steps: {lengths}"


def grows(page: Page, selector: str, patience: float = 60) -> list[int]:
    """Return the lengths that the last matching text had, until it stays the same for 4 s."""
    lengths: list[int] = []
    changed = deadline = time.monotonic()
    while time.monotonic() < deadline + patience:
        found = page.locator(selector)
        length = len(found.last.inner_text()) if found.count() else 0
        if length and (not lengths or length != lengths[-1]):
            lengths.append(length)
            changed = time.monotonic()
        if lengths and time.monotonic() - changed > 4:
            break
        page.wait_for_timeout(20)
    return lengths
