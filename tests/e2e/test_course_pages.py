"""The course as students see it: its diagrams in JupyterLab, and three labs, cell by cell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from labs.build.notebooks import read_notebook, to_text
from labs.build.tree import Options, build_tree
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from scripts.stages import ROOT
from tests.e2e.people import Student
from tests.e2e.screen import FOLDER, log_in
from tests.e2e.test_bad_input import changed

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]

DRAWN = re.compile(r"^```mermaid|!\[[^\]]*\]\((?!http)", re.MULTILINE)
WALKED = ("week1", "week2", "week6")
FAILED = '[data-mime-type="application/vnd.jupyter.error"]'


def drawn_pages(tree: Path) -> dict[str, int]:
    """Return page below `labs/` -> how many diagrams and figures students see on it."""
    build_tree(ROOT, tree, Options(), lambda _: None)
    found = {}
    for path in sorted(tree.glob("week*/**/*")):
        if path.suffix == ".md":
            text = path.read_text()
        elif path.suffix == ".ipynb":
            cells = json.loads(path.read_text())["cells"]
            text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        else:
            continue
        if count := len(DRAWN.findall(text)):
            found[path.relative_to(tree).as_posix()] = count
    return found


@pytest.fixture
def lab(
    make_student: Callable[..., Student],
    new_page: Callable[..., Page],
    context: Context,
    api: HubApi,
) -> tuple[Student, Page]:
    """Give a student in the image that can run every lab, and the page with their JupyterLab."""
    student, page = make_student(), new_page()
    with changed(context, api, WEEK="4"):
        log_in(page, context.settings.public_url, student)
        page.goto(f"{context.settings.public_url}/hub/spawn/{student.name}")
        page.wait_for_url(re.compile(f"/user/{student.name}/lab"), timeout=120_000)
    student.login()
    student.browser.get(f"{student.prefix}lab")
    return student, page


def open_file(page: Page, path: str) -> Locator:
    """Open a file of the lab alone, and return the panel that shows it."""
    page.goto(f"{page.url.split('/lab')[0]}/lab/tree/labs/{path}?reset")
    shown = ".jp-NotebookPanel" if path.endswith(".ipynb") else ".jp-MarkdownViewer"
    panel = page.locator(f"{shown}:visible").first
    expect(panel).to_be_visible(timeout=60_000)
    return panel


def test_every_diagram_is_drawn(lab: tuple[Student, Page], tmp_path: Path) -> None:
    _, page = lab
    page.set_viewport_size({"width": 1280, "height": 1900})  # the tallest one in one piece
    pages = drawn_pages(tmp_path)
    assert len(pages) >= 7
    folder = FOLDER / "course"
    folder.mkdir(parents=True, exist_ok=True)
    for path, count in pages.items():
        panel = open_file(page, path)
        figures = panel.locator(".jp-RenderedMarkdown img")
        expect(figures).to_have_count(count, timeout=60_000)
        for number, figure in enumerate(figures.all(), 1):
            figure.scroll_into_view_if_needed()
            handle = figure.element_handle()
            page.wait_for_function("img => img.complete && img.naturalWidth > 0", arg=handle)
            # A wide one is shrunk to the page: below that its words cannot be read.
            scale = figure.evaluate("img => img.width / img.naturalWidth")
            assert scale > 0.6, f"{path}, figure {number}: drawn at {scale:.0%} of its size"
            name = path.replace("/", "-").rpartition(".")[0]
            figure.screenshot(path=folder / f"{name}-{number}.png")


@pytest.mark.parametrize("week", WALKED)
def test_a_lab_is_worked_through_cell_by_cell(lab: tuple[Student, Page], week: str) -> None:
    """As one who has solved it; every cell is run by Shift+Enter, and looked at."""
    student, page = lab
    notebook = json.loads(to_text(read_notebook(ROOT / "labs" / week / "lab.py")))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    body = {"type": "notebook", "format": "json", "content": notebook}
    student.browser.send("PUT", f"{student.prefix}api/contents/labs/{week}/solved.ipynb", body)
    panel = open_file(page, f"{week}/solved.ipynb")
    expect(page.get_by_text("Python 3 | Idle")).to_be_visible(timeout=60_000)
    panel.locator(".jp-Cell").first.click()
    folder = Path("build/pictures/course")
    folder.mkdir(parents=True, exist_ok=True)
    done = 0
    for number, cell in enumerate(notebook["cells"], 1):
        page.keyboard.press("Shift+Enter")
        if cell["cell_type"] != "code" or not cell["source"]:
            continue
        done += 1
        prompt = panel.get_by_text(f"[{done}]:", exact=True).first
        expect(prompt).to_be_visible(timeout=180_000)
        page.screenshot(path=folder / f"{week}-cell-{number:02d}.png")
        assert panel.locator(FAILED).all_inner_texts() == []
    assert done >= len([cell for cell in code if cell["source"]]) - 1
