"""Week 1 is handed in by two, marked by an instructor, and comes back; nobody learns a test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from llmhub.ops.context import Context
from tests.e2e import answers, course_desk, handing_in
from tests.e2e.course_desk import COURSE, PATIENCE, archive, choose, line, sit_down
from tests.e2e.people import Student
from tests.e2e.screen import picture

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]


@pytest.fixture
def office(
    make_student: Callable[..., Student], new_page: Callable[..., Page], context: Context
) -> Iterator[Page]:
    """The course's pages, with an instructor of everybody; week 1 is due tomorrow."""
    page = new_page()
    sit_down(page, context, make_student("instructor"))
    course_desk.set_due(page, context, timedelta(days=1))
    yield page
    page.goto(f"{context.settings.staff_url}{COURSE}")
    course_desk.set_due(page, context, None)


@pytest.fixture
def desk(
    make_student: Callable[..., Student], new_page: Callable[..., Page], context: Context
) -> Page:
    """The course's pages, with an instructor of the group mon."""
    page = new_page(accept_downloads=True)
    sit_down(page, context, make_student("instructor", "mon"))
    return page


def test_what_is_handed_in_is_marked_and_comes_back(
    office: Page,
    desk: Page,
    make_student: Callable[..., Student],
    new_page: Callable[..., Page],
    context: Context,
    tmp_path: Path,
) -> None:
    ada, bob = make_student(group="mon"), make_student(group="mon")
    at_ada = new_page()
    handing_in.hands_in_by_menu(at_ada, context, ada)
    course_desk.set_due(office, context, -timedelta(minutes=2))
    course_desk.cannot_set_dates(desk)
    handing_in.hands_in_by_command(context, bob)
    handing_in.changes_afterwards(ada)

    collects(desk, ada, bob)
    marks(desk, context, ada, bob)
    handing_in.back_in_the_lab(at_ada, context, ada)
    handing_in.nothing_stolen(context, bob)
    others_see_nothing(new_page(), context, make_student("instructor", "tue"), ada)
    students_are_refused(new_page(), context, ada)
    by_command(desk, context, ada, bob, tmp_path)


def collects(page: Page, ada: Student, bob: Student) -> None:
    """See who handed in, and download what they did."""
    choose(page, "Hand-ins")
    page.get_by_role("link", name="Week 1").click()
    expect(line(page, bob.name)).to_contain_text("late")
    expect(line(page, ada.name)).not_to_contain_text("late")
    picture(page, "handins")
    with archive(page) as packed:
        book = packed.read(f"week1/{ada.name}/assignment.ipynb").decode()
        assert f"week1/{bob.name}/assignment.ipynb" in packed.namelist()
    assert handing_in.TYPED in book
    assert "Changed afterwards" not in book


def marks(page: Page, context: Context, ada: Student, bob: Student) -> None:
    """Run the tests, mark what was written, download the marks, return feedback."""
    page.get_by_role("link", name="Mark this week").click()
    course_desk.run_tests(page, (ada, bob))
    automatic = {"w1-models-test": "2", "w1-records-test": "4", "w1-report-test": "2"}
    for _ in range(2):
        page.get_by_role("link", name="Next unmarked").click()
        if page.url.endswith(ada.name):
            course_desk.mark(page, "2212", "Well measured, and well said.")
        else:
            # The run did get at the hidden tests: its instructor reads them, and nobody else.
            said = "".join(page.locator("pre.said").all_inner_texts())
            assert any(one in said for one in answers.hidden_lines(context)), said
            course_desk.mark(page, "0000", "Ask me on Monday.")
        page.goto(re.sub(r"/marks/1.*", "/marks/1", page.url))
    picture(page, "marks-done")
    given = course_desk.table(page)
    full = {**automatic, "w1-report": "7", "total": "15", "late": "no", "complete": "yes"}
    assert {key: given[ada.name][key] for key in full} == full
    assert given[bob.name]["late"] == "yes"
    assert given[bob.name]["w1-records-test"] == "0"
    course_desk.give_back(page, 2)


def others_see_nothing(page: Page, context: Context, instructor: Student, student: Student) -> None:
    """An instructor of another group learns of no hand-in."""
    sit_down(page, context, instructor)
    base = f"{context.settings.staff_url}{COURSE}"
    page.goto(f"{base}handins/1")
    expect(page.locator(".lead")).to_contain_text("0 handed in")
    picture(page, "handins-of-another")
    page.goto(f"{base}marks/1")
    expect(page.get_by_text("None of your students has handed in yet.")).to_be_visible()
    picture(page, "marks-of-another")
    page.goto(f"{base}marks/1/{student.name}")
    expect(page.get_by_text("There is no hand-in of week 1 by somebody")).to_be_visible()
    picture(page, "marks-refused")


def students_are_refused(page: Page, context: Context, student: Student) -> None:
    """A student who finds the staff address gets no further than its login."""
    page.goto(f"{context.settings.staff_url}{COURSE}handins/1")
    page.locator("#username_input").fill(student.name)
    page.locator("#password_input").fill(student.password)
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("This address is for staff.", timeout=PATIENCE)
    picture(page, "staff-refuses-students")
    assert "Hand-ins of week 1" not in page.content()


def by_command(page: Page, context: Context, ada: Student, bob: Student, folder: Path) -> None:
    """Collect from the command line with a token of the staff address; a student's does not do."""
    staff = context.settings.staff_url
    token = course_desk.make_token(page, staff)
    done = make(folder, "login", f"URL={staff}", typed=f"{token}\n")
    assert done.returncode == 0, done.stderr
    done = make(folder, "collect", "WEEK=1", f"OUT={folder}/collected")
    assert done.returncode == 0, done.stderr
    found = {one.name for one in (folder / "collected/week1").iterdir()}
    assert found == {ada.name, bob.name}
    assert handing_in.TYPED in (folder / f"collected/week1/{ada.name}/assignment.ipynb").read_text()

    made = ada.browser.send("POST", f"/hub/api/users/{ada.name}/tokens", {"note": "mine"})
    token = made.json()["token"]
    elsewhere = folder / "ada"
    elsewhere.mkdir()
    refused = make(elsewhere, "login", f"URL={staff}", typed=f"{token}\n")
    assert refused.returncode != 0
    assert "not-a-teacher" in refused.stderr
    headers = {"Authorization": f"token {token}"}
    answer = httpx.get(f"{staff}{COURSE}api/handins/1", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-a-teacher")


def make(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a make target as somebody with this home, without a terminal."""
    environment = {**os.environ, "HOME": str(home)}
    return subprocess.run(
        ["make", f"PYTHON={sys.executable}", *words],
        input=typed,
        text=True,
        capture_output=True,
        env=environment,
        start_new_session=True,
        timeout=120,
        check=False,
    )
