"""Documentation is executed: a command that is shown is a command that a test runs.

A test says so itself, by `@pytest.mark.runs("make status")`.
"""

import re
from itertools import chain
from pathlib import Path

import pytest

from scripts.stages import ROOT
from tests import tree

GUIDES = [n for n in tree.files() if re.fullmatch(r"(\w+|docs/[\w-]+)\.md", n)]
REQUIRED = (
    "README.md",
    "docs/architecture.md",
    "docs/operate.md",
    "docs/teach.md",
    "docs/course-desk.md",
    "docs/learn.md",
)
# The commands that run the tests cannot be run by one of them.
RUNS_THE_TESTS = frozenset(
    {
        "make test",
        "make check",
        "make test-unit",
        "make test-docker",
        "make test-e2e",
        "make test-long",
    }
)
LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
TARGET = re.compile(r"^(?P<name>[a-z][a-z0-9-]*):.*## ", re.MULTILINE)


def covered() -> set[str]:
    names = [n for n in tree.python_files() if n.startswith("tests/")]
    return set(chain.from_iterable(tree.marks(name, "runs") for name in names))


def shown() -> dict[str, str]:
    return {command: name for name in GUIDES for command in tree.commands(tree.text(name))}


@pytest.mark.parametrize("name", REQUIRED)
def test_the_guide_exists(name: str) -> None:
    assert name in GUIDES


@pytest.mark.parametrize("command", shown())
def test_a_command_that_is_shown_is_run_by_a_test(command: str) -> None:
    if command in RUNS_THE_TESTS:
        return
    where = shown()[command]
    assert command in covered(), (
        f'{where}: mark the test that runs it: @pytest.mark.runs("{command}")'
    )


def test_a_test_names_only_commands_that_are_shown() -> None:
    stale = covered() - set(shown())
    assert not stale, f"no guide shows: {', '.join(sorted(stale))}"


@pytest.mark.parametrize("name", GUIDES)
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    for link in LINK.finditer(tree.text(name)):
        target = link["target"].partition("#")[0]
        if target and "://" not in target and not target.startswith("mailto:"):
            assert (folder / target).exists(), f"{name}: {link['target']} is not there"
        if link.group().startswith("!"):
            assert len(link["text"].split()) >= 4, (
                f"{name}: {target} needs a text that says what is seen"
            )


@pytest.mark.parametrize("command", [c for c in shown() if c.startswith("make ")])
def test_a_make_target_that_is_shown_exists(command: str) -> None:
    makefiles = "\n".join(
        tree.text(str(p)) for p in (Path("Makefile"), *sorted(Path("make").glob("*.mk")))
    )
    targets = {match["name"] for match in TARGET.finditer(makefiles)}
    assert command.split()[1] in targets
