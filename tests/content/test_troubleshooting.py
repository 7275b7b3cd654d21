"""Whatever a student may be told when something goes wrong stands in the troubleshooting page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.content.conftest import ROOT

PAGE = (ROOT / "content/troubleshooting.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ")]
# A code that a program says, in quotes; not one that a docstring mentions.
CODE = re.compile(r"(?:LAB|TUNE)-[A-Z]+(?:-[A-Z]+)*")
SOURCES = ("labs/llmlab", "labs/week*", "content/week*", "labs/apps")
TITLE_OF_ERROR = re.compile(r'^  \d{3}: \("(?P<title>[^"]+)"', re.MULTILINE)
HEADING = re.compile(r"<h1>(?P<title>Your lab [^<{]+)</h1>")
TITLE_OF_APP = re.compile(r'return page\(\s*"(?P<title>[^"]+)"')


def said_codes(path: Path) -> Iterator[str]:
    """Yield the codes that are texts of their own in a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Constant(value=str(text)) if CODE.fullmatch(text):
                yield text


def all_codes() -> set[str]:
    paths = [path for place in SOURCES for path in ROOT.glob(f"{place}/**/*.py")]
    return {code for path in paths for code in said_codes(path)}


def explained() -> list[str]:
    """Return the codes in the first column of a table."""
    return [code for row in ROWS for code in CODE.findall(row.split(" | ")[0])]


def titles() -> set[str]:
    """Return the headings of all pages that say that something does not work."""
    templates = ROOT / "hub/templates"
    error = (templates / "error.html").read_text()
    stopped = (templates / "not_running.html").read_text()
    apps = (ROOT / "images/base/llmserver/pages.py").read_text()
    found = {match["title"] for match in TITLE_OF_ERROR.finditer(error)}
    found |= {match["title"] for match in HEADING.finditer(stopped)}
    return found | {match["title"] for match in TITLE_OF_APP.finditer(apps)}


def test_every_code_that_a_student_may_see_is_explained() -> None:
    found = all_codes()
    assert len(found) >= 30, "the search for codes finds too little"
    assert found - set(explained()) == set()


def test_no_code_is_explained_that_nothing_says_or_twice() -> None:
    assert set(explained()) - all_codes() == set()
    assert len(explained()) == len(set(explained()))


@pytest.mark.parametrize("title", sorted(titles()))
def test_every_page_that_tells_of_trouble_has_a_row(title: str) -> None:
    assert any(f'"{title}"' in row.split(" | ")[0] for row in ROWS)


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("hub/llmhub/refusals.py", "Too many are starting at once"),
        ("hub/llmhub/refusals.py", "Your lab did not start within"),
        ("hub/llmhub/capacity.py", "No memory is left for one more student"),
        ("hub/llmhub/arrival.py", "Your notebook ended while starting"),
        ("hub/llmhub/folders.py", "The disk is full"),
        ("hub/llmhub/progress.py", "Waiting for your turn"),
        ("hub/llmhub/accounts/pages.py", "That name and password do not belong together"),
        ("labs/build/student.py", "Replace this line with your answer."),
    ],
)
def test_what_the_hub_says_is_quoted_as_it_says_it(module: str, words: str) -> None:
    assert words in (ROOT / module).read_text(), "say it in the page as it is said now"
    assert any(words in row for row in ROWS)


def test_every_row_says_what_to_do() -> None:
    advice = [row.rstrip(" |").rpartition(" | ")[2] for row in ROWS]
    short = {one for one in advice if len(one) < 12}
    assert short == {"what to do", "---"}
