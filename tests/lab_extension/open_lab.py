"""A lab that is open in a browser while the course pushes: releases, cells, the push itself."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from images.build import docker
from tests.e2e.conftest import CHROMIUM
from tests.e2e.screen import picture, watch
from tests.images.base_container import ROOT, Notebook, hub, notebook
from tests.labs.lab_in_browser import BROWSER
from tests.labs.student_lab import NOTEBOOK_IMAGE
from tests.labsync.books import Book, book, code, text

WEEK = "labs/week3"
FIRST = book(
    text("intro", "# Week 3\n\nRead this first."),
    code("ask", "question = 'What is a token?'\nprint(question)"),
    code("count", "total = 1 + 1\nprint(total)"),
    code(
        "slow", "import time\n\nfor step in range(20):\n    time.sleep(0.2)\nprint('slow is done')"
    ),
    text("end", "That is all."),
    kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"},
)
SETTINGS = ".jupyter/lab/user-settings/@jupyterlab/docmanager-extension"
PATIENCE = 60_000  # milliseconds: two cores may have much else to do
INSTALLED = "/opt/server/share/jupyter/labextensions/@llmhub/course"
PACKAGES = "/opt/server/lib/python3.13/site-packages"


def changed(source: Book, **sources: str) -> Book:
    """Return a notebook in which cells, by id, have other texts."""
    cells = [cell | {"source": sources.get(cell["id"], cell["source"])} for cell in source["cells"]]
    return {**source, "cells": cells}


@dataclass
class OpenLab:
    """A student's container, and how the course and the student work on the same notebook."""

    notebook: Notebook
    releases: Path
    browser: Browser
    number: int = 1

    def release(self, lesson: Book, helper: str = "LIMIT = 1\n") -> None:
        """Make the next release."""
        week = self.releases / f"{self.number:04}" / "week3"
        week.mkdir(parents=True)
        (week / "lab.ipynb").write_text(json.dumps(lesson, indent=1))
        (week / "helper.py").write_text(helper)
        self.number += 1

    def push(self) -> dict[str, Any]:
        """Bring the newest release to the student as the hub does it; return the report."""
        return self.sync("update")

    def sync(self, what: str) -> dict[str, Any]:
        """Run the merge program in the container; return the report."""
        said = self.notebook.run(
            *("/opt/server/bin/python", "-I", "-m", "labsync", what),
            *("--home", "/home/student", "--week", "3"),
            *("--release", f"/opt/course/releases/{self.number - 1:04}"),
        )
        report: dict[str, Any] = json.loads(said)
        return report

    def on_disk(self) -> Book:
        """Return the notebook as it is on the disk."""
        found: Book = json.loads(self.notebook.run("cat", f"/home/student/{WEEK}/lab.ipynb"))
        return found

    def open(self, name: str = "lab.ipynb", workspace: str = "a", *, reached: bool = True) -> Page:
        """Open a file of the lab in a window of its own.

        Args:
            name: of the file.
            workspace: JupyterLab's name for what is open in a window.
            reached: no: an update cannot speak to it, as to a laptop that sleeps.
        """
        ada = {"Authorization": "token ada-token"}
        context = self.browser.new_context(
            viewport={"width": 1280, "height": 900}, extra_http_headers=ada
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        watch(page)
        if not reached:
            page.route_web_socket(re.compile("llmhub/course/editors"), lambda line: None)
        lab = f"http://{self.notebook.address}:8888/user/ada/lab/workspaces/{workspace}"
        page.goto(f"{lab}/tree/{WEEK}/{name}?reset")
        ready = ".jp-NotebookPanel:visible" if name.endswith(".ipynb") else ".jp-FileEditor:visible"
        expect(page.locator(ready)).to_be_visible()
        if name.endswith(".ipynb"):
            # A kernel that is there at last writes its language into the notebook, a change like
            # any other, and gives colours to the code.
            idle = page.locator(".jp-NotebookPanel-toolbar [data-status='idle']")
            expect(idle).to_be_visible()
            expect(page.locator(".jp-CodeCell .cm-line span").first).to_be_visible()
        return page


def cell_with(page: Page, words: str) -> Locator:
    """Return the cell that holds these words."""
    return page.locator(".jp-NotebookPanel:visible .jp-Cell").filter(has_text=words)


def write(page: Page, words: str, typed: str) -> None:
    """Type at the end of the code cell that holds these words, and do not save."""
    editor = cell_with(page, words).locator(".cm-content").first
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(typed)


def is_saved(page: Page, name: str = "lab.ipynb") -> None:
    """Wait until the tab no longer shows that there is something to save."""
    tab = page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab").filter(has_text=name)
    expect(tab).not_to_have_class(re.compile("jp-mod-dirty"))


def told(page: Page, name: str) -> None:
    """Wait until the student is told of an update, and keep a picture of it."""
    expect(page.get_by_text("Week 3 was updated.")).to_be_visible()
    # It slides in.
    page.wait_for_function(
        "!document.querySelector('.Toastify')?.getAnimations({subtree: true})"
        ".some(one => one.playState === 'running' && one.effect.getTiming().iterations === 1)"
    )
    picture(page, name)


def not_asked(page: Page) -> None:
    """Hold that JupyterLab asks nothing about a file that changed on the disk."""
    expect(page.locator(".jp-Dialog")).to_have_count(0)


def checkout() -> list[str]:
    """Return options that put this checkout over the image's, while writing it."""
    built = os.environ.get("LLMHUB_TEST_LAB_EXTENSION", "")
    names = ("coursectl", "labsync", "llmserver")
    ours = [(ROOT / "images/base" / name, f"{PACKAGES}/{name}") for name in names]
    volumes = [*ours, (Path(built), INSTALLED)] if built else []
    return [f"--volume={here}:{there}:ro" for here, there in volumes]


@contextmanager
def open_lab(folder: Path, autosave: int = 600) -> Iterator[OpenLab]:
    """Start a student's container with the first release of a week, and a browser."""
    if docker.inspect(NOTEBOOK_IMAGE) is None:
        pytest.skip(f"there is no {NOTEBOOK_IMAGE} here: `make deploy` makes it")
    releases = folder / "course/releases"
    settings = folder / "home" / SETTINGS
    settings.mkdir(parents=True)
    words = json.dumps({"autosaveInterval": autosave})
    (settings / "plugin.jupyterlab-settings").write_text(words)
    expect.set_options(timeout=PATIENCE)
    lab = OpenLab(None, releases, None)  # type: ignore[arg-type]
    lab.release(FIRST)
    (folder / "course/current").symlink_to("releases/0001")
    folder.chmod(0o755)
    with (
        hub() as address,
        notebook(folder, address, NOTEBOOK_IMAGE, tuple(checkout())) as lab.notebook,
        sync_playwright() as playwright,
    ):
        lab.browser = playwright.chromium.launch(executable_path=BROWSER, args=CHROMIUM)
        try:
            yield lab
        finally:
            expect.set_options(timeout=5_000)
            lab.browser.close()
