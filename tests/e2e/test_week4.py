"""Week 4 in a real browser: the demo from top to bottom, then a chat with both models."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import docker
import pytest
from playwright.sync_api import Page, expect

from llmhub.image_choice import week_words
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.pair import Part
from tests.e2e.people import Student
from tests.e2e.screen import log_in, picture
from tests.e2e.test_bad_input import changed

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

EXAM = Path("labs/week4/data/heldout.jsonl")
FAILED = '[data-mime-type="application/vnd.jupyter.error"]'
WHOLE_RUN = 600_000  # milliseconds; about a minute on a quiet machine


def test_the_demo_runs_and_the_tuned_model_answers_in_the_students_own_server(
    make_student: Callable[..., Student],
    new_page: Callable[..., Page],
    context: Context,
    api: HubApi,
    engine: docker.APIClient,
) -> None:
    student, page = make_student(), new_page()
    with changed(context, api, WEEK="4"):
        log_in(page, context.settings.public_url, student)
        page.goto(f"{context.settings.public_url}/hub/home")
        expect(page.locator("#lab-week")).to_contain_text("Week 4: ")
        page.goto(f"{context.settings.public_url}/hub/spawn/{student.name}", wait_until="commit")
        expect(page.locator("#lab-note")).to_have_text(week_words(4), timeout=60_000)
        page.wait_for_url(re.compile(f"/user/{student.name}/lab"), timeout=120_000)
        report = engine.inspect_container(student.container(Part.NOTEBOOK))
        assert report["Config"]["Image"] == context.settings.gpu_image
        heading = page.locator(".jp-RenderedMarkdown h1").first
        expect(heading).to_contain_text("Week 4", timeout=60_000)
    run_all(page)
    see_results(page)
    chat_with_both(page)
    listed = engine.exec_create(student.container(Part.SIDECAR), ["ollama", "list"])
    models = engine.exec_start(listed["Id"]).decode()
    assert "hazelbrook-notebook" in models


def run_all(page: Page) -> None:
    """Open the demo and run all its cells by the menu, as a student does."""
    page.goto(page.url.split("/lab")[0] + "/lab/tree/labs/week4/demo.ipynb")
    notebook = page.locator(".jp-NotebookPanel").first
    expect(notebook.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
    # The status bar knows a kernel; before that JupyterLab drops what it is asked to run.
    expect(page.get_by_text("Python 3 | Idle")).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = notebook.locator(".jp-OutputArea-output", has_text="MB are free again")
    expect(last.or_(notebook.locator(FAILED)).first).to_be_attached(timeout=WHOLE_RUN)


def see_results(page: Page) -> None:
    """No cell failed; the forecast, the training and the exam are there, and so is the curve."""
    notebook = page.locator(".jp-NotebookPanel").first
    assert notebook.locator(FAILED).all_inner_texts() == []
    text = " ".join(notebook.locator(".jp-OutputArea-output").all_text_contents())
    for words in ("memory while training", "tokens/s", "trainable params", "predicted   measured"):
        assert words in text, words
    right = {name.strip(): int(n) for name, n in re.findall(r"(.+?) +(\d+) of 50 exactly", text)}
    assert right["base"] <= 5
    assert right["in Ollama"] >= 45
    curve = notebook.locator(".jp-OutputArea-output img").last
    curve.scroll_into_view_if_needed()
    expect(curve).to_be_visible()
    expect(curve).to_have_attribute("alt", re.compile(r"Training loss from .* Held-out loss from"))
    picture(page, "tuning")


def chat_with_both(page: Page) -> None:
    """Open the app's link, ask what the exam asks first, and read both answers."""
    first = json.loads(EXAM.read_text().splitlines()[0])
    link = page.locator(".jp-NotebookPanel a", has_text="open ").last
    with page.context.expect_page() as opened:
        link.click()
    app = opened.value
    app.set_viewport_size({"width": 1280, "height": 800})
    box = app.get_by_label("Your message")
    expect(box).to_be_visible(timeout=120_000)
    question, answer = (one["content"] for one in first["messages"])
    box.fill(question)
    box.press("Enter")
    tuned, base = app.get_by_label("Tuned: "), app.get_by_label("Base: ")
    expect(tuned).to_have_value(answer, timeout=120_000)
    assert "Hazelbrook desk" not in base.input_value()
    picture(app, "before-and-after")
