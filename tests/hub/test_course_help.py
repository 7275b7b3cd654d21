"""Help by real processes: a hub, the service, a lab's own token, the instructor's browser."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.course_service import Course, course_beside_hub
from tests.fakes.running_hub import TIMEOUT

PATH = "labs/week3/lab.ipynb"
CANARY = "canary-of-ada"
PAGES = "/services/course/"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with course_beside_hub(tmp_path_factory.mktemp("hub")) as course:
        yield course


def copy_of_notebook() -> dict[str, str]:
    cell = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": f"# {CANARY}"}
    told = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    return {"content": base64.b64encode(json.dumps(told).encode()).decode()}


def kept(state: Path) -> list[str]:
    """Return the service's files in which something of the notebook is."""
    files = [one for one in (state / "classroom").rglob("*") if one.is_file()]
    return [one.name for one in files if CANARY.encode() in one.read_bytes()]


def button(course: Course, name: str, path: str, **fields: str) -> Any:
    """Press a button of a page at the staff address, as a browser does."""
    browser = course.lab.at_staff(name)
    token = browser.cookies.get("llmhub-staff-_xsrf", path=PAGES)
    headers = {
        "Origin": course.staff,
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return browser.post(
        course.staff + PAGES + path,
        data={"_xsrf": token, **fields},
        headers=headers,
        timeout=TIMEOUT,
    )


def test_from_a_question_in_the_lab_to_the_answer(course: Course) -> None:
    call, state = course.service.call, course.lab.hub.state
    ada, tinas_lab = course.server_token("ada"), course.server_token("tina")
    made = call("POST", "help", ada, {"path": PATH, "words": "Why is it 2?"})
    assert made.status_code == 201, made.text
    one = f"help/{made.json()['id']}"
    refused = call("PUT", f"{one}/copy", ada, copy_of_notebook())
    assert (refused.status_code, refused.json()["code"]) == (403, "help-not-allowed")
    assert kept(state) == []

    told = call("POST", f"{one}/consent", ada).json()
    assert {"tina", "boss"} <= set(told["may_look"])
    assert call("PUT", f"{one}/copy", ada, copy_of_notebook()).status_code == 200
    assert kept(state) == ["file"]
    # What runs in an instructor's lab may be a student's: its token looks at nothing.
    assert call("GET", one, tinas_lab).status_code == 404
    assert call("POST", f"{one}/want", tinas_lab).json()["code"] == "not-a-teacher"

    tina = course.lab.at_staff("tina")
    assert "Why is it 2?" in tina.navigate(f"{course.staff}{PAGES}help").text
    page = tina.navigate(f"{course.staff}{PAGES}{one}")
    assert page.status_code == 200
    assert CANARY in page.text
    assert "sandbox" in page.text
    assert button(course, "tina", f"{one}/want").status_code == 200
    mine = call("GET", one, ada).json()
    assert (mine["wanted_by"], [look["who"] for look in mine["looked"]]) == ("tina", ["tina"])

    assert button(course, "tina", f"{one}/answer", words="Look at cell 3.").status_code == 200
    assert kept(state) == []
    assert [(said["by"], said["words"]) for said in call("GET", "notices", ada).json()["help"]] == [
        ("tina", "Look at cell 3.")
    ]
    over = tina.navigate(f"{course.staff}{PAGES}{one}")
    assert (over.status_code, "help-over" in over.text) == (403, True)
    audit = course.lab.at_staff("boss").navigate(f"{course.staff}{PAGES}audit").text
    for deed in ("help-ask", "help-allow", "help-look", "help-want", "help-end"):
        assert deed in audit


def test_log_holds_nothing_of_a_question(course: Course) -> None:
    log = course.service.log.read_text()
    assert "api/help" in log
    assert all(word not in log for word in (CANARY, "Why is it 2?", "Look at cell 3."))
