"""The course in a student's container: the commands in a terminal, the addresses of the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.fakes import course_api
from tests.fakes.course_api import CourseService
from tests.images.base_container import Notebook, hub, notebook

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

EMPTY = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Notebook, CourseService]]:
    """Give a notebook whose hub has a course service."""
    with hub() as address, course_api.serve(urlsplit(address).hostname or "") as service:
        service.students = frozenset({"ada-token"})
        extra = (f"--env=LLMHUB_COURSE_URL={service.url}",)
        with notebook(tmp_path_factory.mktemp("student"), address, extra=extra) as started:
            started.write("labs/week1/assignment.ipynb", EMPTY)
            yield started, service


@pytest.mark.parametrize(
    "shell", [("bash", "-c"), ("bash", "-lc")], ids=["cell", "terminal that logs in"]
)
def test_a_week_is_handed_in(lab: tuple[Notebook, CourseService], shell: tuple[str, str]) -> None:
    running, service = lab
    said = running.run(*shell, "llmlab submit week1")
    assert said.startswith("Week 1 is handed in, in time: 2 files")
    assert (service.last("POST").path, service.last("POST").token) == ("handins/1", "ada-token")
    kept = running.run("cat", "/home/student/.llmhub/receipts/week1-1.json")
    assert json.loads(kept)["number"] == 1


def test_a_lab_is_no_instructors(lab: tuple[Notebook, CourseService]) -> None:
    command = "coursectl releases; echo status $?"
    said = lab[0].run("bash", "-c", f"{{ {command}; }} 2>&1")
    assert "[not-a-teacher]" in said
    assert said.endswith("status 1\n")


def test_a_students_own_packages_are_not_taken(lab: tuple[Notebook, CourseService]) -> None:
    running, _ = lab
    running.run("mkdir", "-p", "/home/student/.local/lib/python3.13/site-packages/coursectl")
    running.write("coursectl.py", "raise SystemExit('mine')")
    running.write("json.py", "raise SystemExit('mine')")
    command = "PYTHONPATH=/home/student coursectl help-me"
    assert running.run("bash", "-c", command) == "You asked nothing.\n"
    running.run("rm", "/home/student/coursectl.py", "/home/student/json.py")


def test_the_pages_hear_of_the_course(lab: tuple[Notebook, CourseService]) -> None:
    running, _ = lab
    status, _, body = running.ask("llmhub/course/notices")
    assert (status, json.loads(body)["service"]) == (200, None)
    assert "ada-token" not in body
    assert running.ask("llmhub/course/notices", token="")[0] == 403


def test_asking_for_notices_is_no_activity(lab: tuple[Notebook, CourseService]) -> None:
    running, _ = lab

    def last() -> str:
        told: str = json.loads(running.ask("api/status")[2])["last_activity"]
        return told

    before = last()
    assert running.ask("llmhub/course/notices")[0] == 200
    assert last() == before
    running.ask("llmhub/course/help/consent", method="POST")
    assert last() > before


def test_a_lab_is_started_afresh(lab: tuple[Notebook, CourseService]) -> None:
    running, _ = lab
    running.write("labs/week2/mine.md", "mine")
    program = (
        "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', 8888);"
        "c.request('POST', os.environ['JUPYTERHUB_SERVICE_PREFIX'] + 'llmhub/course/afresh',"
        " b'{\"week\": 2}', {'Authorization': 'token ada-token'});"
        "print(c.getresponse().read().decode())"
    )
    report = json.loads(running.run("python", "-c", program))
    assert report["complete"] is True
    kept = running.run("cat", f"/home/student/labs/{report['backup']}/mine.md")
    assert kept == "mine"
