"""The words of the commands, and what they print: nothing that steers a terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coursectl.text import clean, moment, table
from scripts.stages import ROOT
from tests.coursectl.terminal import Terminal
from tests.fakes.course_api import CourseService


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nothing",),
        ("push",),
        ("push", "--week", "x"),
        ("push", "--week", "3", "--release", "0"),
        ("push", "--week", "3", "--release", "-1"),
        ("push", "--week", "3", "--to", "ada"),
        ("push", "--week", "3", "--to", "student:../x"),
        ("push", "--week", "3", "--dry"),
        ("undo",),
        ("undo", "p1/../../dates/3"),
        ("undo", ""),
        ("releases", "--from", "file:///etc"),
        ("releases", "--from", "ext::sh"),
        ("releases", "--from", "http://git.example"),
        ("releases", "--from", "folder:"),
        ("collect", "--week"),
        ("handins",),
    ],
)
def test_wrong_words_ask_nobody(
    ines: Terminal, service: CourseService, words: tuple[str, ...]
) -> None:
    assert ines.run(*words) == 2
    assert service.asked == []
    assert "Traceback" not in ines.err


@pytest.mark.parametrize("words", [("--json", "audit"), ("audit", "--json")])
def test_common_words_stand_before_or_behind(ines: Terminal, words: tuple[str, ...]) -> None:
    assert ines.run(*words) == 0
    assert ines.out.startswith('{"audit": [')


def test_the_audit_log(ines: Terminal) -> None:
    assert ines.run("audit") == 0
    assert ines.out.splitlines()[1] == "2026-05-04 07:00+00:00  ines  push  p1"


def test_it_runs_from_a_checkout_with_nothing_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "coursectl", "push", "--help"],
        cwd=ROOT,
        env={"PYTHONPATH": "images/base", "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert "--dry-run" in done.stdout


def test_a_reader_that_goes_is_no_error() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import os, subprocess, sys; r, w = os.pipe(); os.close(r); sys.exit(subprocess.run("
            "[sys.executable, '-m', 'coursectl', 'releases', '--json'], stdout=w).returncode)",
        ],
        cwd=ROOT,
        env={"PYTHONPATH": "images/base", "HOME": "/nowhere"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("\x1b]0;x\x07", "\\x1b]0;x\\x07"),
        ("a\u202eb", "a\\u202eb"),
        (None, ""),
        (True, "yes"),
        (["a", 1], "a, 1"),
        ({"a": None}, "a "),
        ("x" * 3000, "x" * 2000 + "…"),
        ("ä", "ä"),
    ],
)
def test_nothing_steers_a_terminal(value: object, shown: str) -> None:
    assert clean(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2026-05-04T07:00:59Z", "2026-05-04 07:00+00:00"), ("soon\x1b", "soon\\x1b"), (7, "7")],
)
def test_times(value: object, shown: str) -> None:
    assert moment(value) == shown


def test_a_table_fits_a_terminal() -> None:
    text = table(("a", "b"), [("x" * 50, "word " * 40)])
    assert max(map(len, text.splitlines())) <= 80
    assert text.splitlines()[1].startswith("x" * 29 + "…  word")
