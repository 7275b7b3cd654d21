"""An instructor pushes a fix while two students have the lab open, one with an edit there."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from tests.e2e.people import Student
from tests.e2e.screen import log_in, picture
from tests.lab_extension.open_lab import cell_with, is_saved, not_asked, write

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

SOURCE = "e2e-fix"
FIX = f"# Put right by the course, {secrets.token_hex(3)}."  # a release of its own each time
PATIENCE = 60_000  # milliseconds


@pytest.fixture
def corrected(context: Context) -> Iterator[str]:
    """A folder that the admin offers: week 1 as students have it, one code cell put right.

    Returns a line of that cell, as it was.
    """
    folder = context.settings.state_dir / "sources" / SOURCE
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(context.settings.state_dir / "course/current/week1", folder / "week1")
    lab = folder / "week1/lab.ipynb"
    lab.chmod(0o644)
    book = json.loads(lab.read_text())
    cell = first_code(book)
    before = str(cell["source"])
    cell["source"] = f"{before}\n{FIX}"
    lab.write_text(json.dumps(book, indent=1))
    yield max(before.splitlines(), key=len)
    shutil.rmtree(folder)


def first_code(book: dict[str, Any]) -> dict[str, Any]:
    """Return the first code cell; its source becomes one text."""
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = "".join(cell["source"])
            found: dict[str, Any] = cell
            return found
    raise AssertionError("the lab has no code")


def open_lab(page: Page, context: Context, student: Student) -> None:
    """Open week 1's lab in JupyterLab and wait until its kernel is there."""
    url = context.settings.public_url
    log_in(page, url, student)
    page.goto(f"{url}/hub/spawn/{student.name}", wait_until="commit")
    page.wait_for_url(re.compile(f"/user/{student.name}/lab"), timeout=120_000)
    page.goto(f"{url}/user/{student.name}/lab/tree/labs/week1/lab.ipynb")
    expect(page.locator(".jp-NotebookPanel:visible")).to_be_visible(timeout=PATIENCE)
    idle = page.locator(".jp-NotebookPanel-toolbar [data-status='idle']")
    expect(idle).to_be_visible(timeout=PATIENCE)


def on_disk(context: Context, student: Student) -> list[str]:
    """Return all cells of the student's copy, one after the other."""
    home: Path = context.layout.student(student.name).home
    book = json.loads((home / "labs/week1/lab.ipynb").read_text())
    return ["".join(cell["source"]) for cell in book["cells"]]


def was_there_before(student: Student, api: HubApi) -> Student:
    """Start the student's server, so that there is a copy of the lab, and stop it again."""
    student.open_lab()
    api.stop_server(student.name, "")
    return student


def gets_it_at_the_next_start(page: Page, context: Context, student: Student) -> None:
    """See that a lab that does not run waits, and has it when it was started."""
    assert not any(FIX in cell for cell in on_disk(context, student))
    student.open_lab()
    assert any(FIX in cell for cell in on_disk(context, student))
    expect(page.locator("#summary")).to_contain_text("3 of 3 students have it", timeout=PATIENCE)


def test_a_fix_reaches_two_open_labs_and_can_be_taken_back(
    make_student: Callable[..., Student],
    new_page: Callable[..., Page],
    context: Context,
    api: HubApi,
    corrected: str,
) -> None:
    ada, bob, ines = make_student(), make_student(), make_student("instructor")
    eve = was_there_before(make_student(), api)
    at_ada, at_bob, at_ines = new_page(), new_page(), new_page()
    for page, student in ((at_ada, ada), (at_bob, bob)):
        open_lab(page, context, student)
    write(at_ada, corrected, "\nmine = 'not yet saved'")
    picture(at_ada, "push-ada-before")
    picture(at_bob, "push-bob-before")
    release(at_ines, context, ines)
    push(at_ines, (ada, bob, eve))
    see_both(at_ada, at_bob)
    bob.open_lab()
    assert FIX in bob.cell("print(open('/home/student/course/week1/lab.ipynb').read())")
    gets_it_at_the_next_start(at_ines, context, eve)
    for page in (at_ada, at_bob):
        page.keyboard.press("Control+s")
        is_saved(page)
        not_asked(page)
    cells = on_disk(context, ada)
    mine = next(number for number, cell in enumerate(cells) if "not yet saved" in cell)
    assert FIX not in cells[mine]
    assert FIX in cells[mine + 1]
    assert any(FIX in cell for cell in on_disk(context, bob))
    undo(at_ines)
    expect(cell_with(at_bob, FIX)).to_have_count(0, timeout=PATIENCE)
    assert any("not yet saved" in cell for cell in on_disk(context, ada))
    assert not any(FIX in cell for cell in on_disk(context, eve))


def release(page: Page, context: Context, instructor: Student) -> None:
    """Make a release of the admin's folder, on the course's pages."""
    log_in(page, context.settings.staff_url, instructor)
    page.goto(f"{context.settings.staff_url}/services/course/")
    expect(page.get_by_role("heading", name="Course")).to_be_visible()
    picture(page, "course-home")
    page.get_by_role("link", name="Releases").first.click()
    page.get_by_label("A folder that the admin offers").check()
    page.get_by_label("Folder", exact=True).select_option(SOURCE)
    page.get_by_role("button", name="Make and check it").click()
    expect(page.locator("#making")).to_contain_text("was made", timeout=PATIENCE)
    picture(page, "course-releases")
    page.get_by_role("link", name="Push it").first.click()


def push(page: Page, students: tuple[Student, ...]) -> None:
    """Try it, push it, and wait until the table says that it is with everybody."""
    page.get_by_label("Week 1").check()
    page.get_by_label("Only these").check()
    page.get_by_label("Single students").fill(" ".join(one.name for one in students))
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("h1")).to_have_text("What would change")
    expect(page.locator("#summary")).to_contain_text("Tried in 2 of 3", timeout=PATIENCE)
    picture(page, "push-trial")
    page.get_by_role("button", name="Push to 3 students").click()
    summary = page.locator("#summary")
    expect(summary).to_contain_text("2 of 3 students have it", timeout=PATIENCE)
    expect(summary).to_contain_text("1 waits for the next start of the lab")
    picture(page, "push-done")


def see_both(at_ada: Page, at_bob: Page) -> None:
    """Ada keeps her own and has the new text right below it; Bob has the new text."""
    expect(cell_with(at_bob, FIX)).to_be_visible(timeout=PATIENCE)
    expect(at_bob.get_by_text("Week 1 was updated.")).to_be_visible()
    expect(cell_with(at_ada, "not yet saved").first).to_be_visible()
    offered = at_ada.locator(".llmhub-marked").filter(has_text=FIX)
    expect(offered).to_be_visible(timeout=PATIENCE)
    expect(offered).not_to_contain_text("not yet saved")
    picture(at_ada, "push-ada-after")
    picture(at_bob, "push-bob-after")


def undo(page: Page) -> None:
    """Take the push back, and wait until everybody has gone back."""
    page.get_by_role("link", name="Undo this push").click()
    page.get_by_role("button", name="Yes, undo it").click()
    expect(page.locator("#summary")).to_contain_text("have gone back", timeout=PATIENCE)
    picture(page, "push-undone")
