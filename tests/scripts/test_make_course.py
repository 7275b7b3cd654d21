"""What make says to the course's commands: from a clone alone, and only what somebody said."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.stages import ROOT
from tests.fakes import course_api
from tests.fakes.course_api import TEACH, Answer, CourseService


def make(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        env={**os.environ, "MAKEFLAGS": "", "PYTHON": sys.executable, **environment},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def service() -> Iterator[CourseService]:
    with course_api.serve() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, service: CourseService) -> str:
    """The home of an instructor who has logged in."""
    folder = tmp_path / ".config/llmhub"
    folder.mkdir(parents=True)
    (folder / "course.json").write_text(json.dumps({"url": service.url}))
    (folder / "course-token").write_text(TEACH)
    (folder / "course-token").chmod(0o600)
    return str(tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("login", "login"),
        ("login URL=https://a.example", "login --url https://a.example"),
        ("release", "releases --from course"),
        ("release FROM=https://a.example/b REF=v1", "releases --from https://a.example/b --ref v1"),
        ("releases", "releases"),
        ("dates", "dates"),
        ("dates WEEK=3 OPENS=none", "dates --week 3 --release none"),
        ("dates WEEK=3 DUE=x SOLUTIONS=y", "dates --week 3 --due x --solutions y"),
        ("push WEEK=3", "push --week 3 --wait"),
        (
            "push WEEK=3,4 RELEASE=7 TO=section:tue,student:ada DRY_RUN=1",
            "push --week 3 --week 4 --release 7 --to section:tue --to student:ada --dry-run --wait",
        ),
        ("push WEEK=3 DRY_RUN=0", "push --week 3 --wait"),
        ("pushes", "pushes"),
        ("pushes PUSH=p1", "show p1"),
        ("undo PUSH=p1", "undo p1 --wait"),
        ("retry PUSH=p1", "retry p1 --wait"),
        ("handins WEEK=3", "handins --week 3"),
        ("collect WEEK=3", "collect --week 3"),
        ("collect WEEK=3 OUT=all", "collect --week 3 --out all"),
        ("mark WEEK=3", "mark --week 3"),
        ("return WEEK=3", "return --week 3"),
        ("marks WEEK=3 OUT=m.csv", "marks --week 3 --out m.csv"),
        ("audit", "audit"),
    ],
)
def test_a_target_says_what_was_said(words: str, said: str) -> None:
    # What the shell happens to have is not.
    other = dict.fromkeys(("RELEASE", "TO", "OUT", "FROM", "REF", "OPENS", "DUE", "PUSH"), "shell")
    done = make("-n", *words.split(), **other)
    assert done.returncode == 0, done.stderr
    line = done.stdout.replace("\\\n", " ").replace("'", "")
    assert line.split("-m coursectl ")[1].split() == said.split()


@pytest.mark.parametrize(
    "target", ["push", "undo", "retry", "handins", "collect", "mark", "return", "marks"]
)
def test_what_is_missing_is_said(target: str) -> None:
    done = make(target, WEEK="3", PUSH="p1")
    assert done.returncode != 0
    assert f"make {target} " in done.stderr
    assert "[bad-arguments]" in done.stderr
    assert "coursectl" not in done.stdout


def test_a_push_from_a_clone(service: CourseService, home: str) -> None:
    done = make("push", "WEEK=3", "TO=section:tue", HOME=home)
    assert done.returncode == 0, done.stderr
    assert service.last("POST").body["targets"] == ["section:tue"]
    assert done.stdout.startswith("Push p1: 1 of 1 student has it.\n")
    assert TEACH not in done.stdout + done.stderr


def test_what_the_service_refuses_fails(service: CourseService, home: str) -> None:
    service.say("POST", "pushes", course_api.error(404, "no-such-section", "No such section."))
    done = make("push", "WEEK=3", "TO=section:x", HOME=home)
    assert done.returncode != 0
    assert "No such section. [no-such-section]" in done.stderr


@pytest.mark.runs(
    "make release",
    "make releases",
    "make dates WEEK=3 OPENS='Mon 09:00' DUE='Sun 23:59'",
    "make push WEEK=3 DRY_RUN=1",
    "make push WEEK=3",
    "make push WEEK=3 TO=section:tue,student:ada",
    "make pushes PUSH=p12",
    "make retry PUSH=p12",
    "make undo PUSH=p12",
    "make handins WEEK=3",
    "make collect WEEK=3 OUT=week3",
    "make mark WEEK=3",
    "make return WEEK=3",
    "make marks WEEK=3 OUT=marks.csv",
    "make audit",
)
def test_the_commands_of_the_guide(
    service: CourseService, home: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    service.push("p12", {"weeks": [3], "release": 7})
    packed = course_api.archive({"week3/ada/assignment.ipynb": b"{}"})
    service.say("GET", "handins/3/archive", Answer(body=packed))
    service.say("GET", "marking/3/marks.csv", Answer(body=b"student,points\nada,7\n"))
    mark = request.node.get_closest_marker("runs")
    for command in mark.args:
        service.asked.clear()
        done = make(*shlex.split(command.replace("OUT=", f"OUT={tmp_path}/"))[1:], HOME=home)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert done.stdout
        assert service.asked
