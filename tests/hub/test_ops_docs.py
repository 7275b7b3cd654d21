"""docs/operate.md: every code and every command of it, and none that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/operate.md").read_text()
WITH_A_CODE = {
    *("LabError", "PairError", "SettingsError", "RosterError", "BuildError", "ModelError"),
    *("Problem", "fail", "warn", "step", "stage"),
}
"""What is called with a code first."""
AFTER_A_SENTENCE = re.compile(r"\. \[([a-z]+(?:-[a-z0-9]+)*)\]")
OF_MODELS = re.compile(r"(catalogue|docker|ollama|source|store|tiny)\.[a-z]+(-[a-z]+)*")
SOURCES = {"hub/llmhub": 60, "images/build": 10, "models": 25, "labs/build": 5}
"""Folders whose sentences an operator may read, and how many codes they have at least."""


def in_python(path: Path) -> Iterator[str]:
    """Yield the codes in one source: said first in a call, assigned, or within a sentence."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]):
                if name in WITH_A_CODE:
                    yield code
            case ast.Call(
                func=ast.Attribute(attr="fail"), args=[ast.Constant(value=str(code)), *_]
            ):
                yield f"catalogue.{code}"  # a node of content/models.yml that is wrong
            case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                yield code
            case ast.Constant(value=str(text)):
                yield from AFTER_A_SENTENCE.findall(text)
                if OF_MODELS.fullmatch(text) and path.is_relative_to(ROOT / "models"):
                    yield text


def raised(folder: str) -> set[str]:
    return {code for path in (ROOT / folder).rglob("*.py") for code in in_python(path)}


def in_text(folder: str, suffix: str) -> set[str]:
    texts = [path.read_text() for path in (ROOT / folder).rglob(f"*{suffix}")]
    return {code for text in texts for code in AFTER_A_SENTENCE.findall(text)}


def explained() -> list[str]:
    """Return the codes of the guide's tables, in their order."""
    rows = re.findall(r"(?m)^\| (`[^|]*`) \|", GUIDE.split("## Codes")[1])
    return [code for row in rows for code in re.findall(r"`([A-Za-z0-9.-]+)`", row)]


@pytest.mark.parametrize("folder", SOURCES)
def test_every_code_is_explained(folder: str) -> None:
    found = raised(folder)
    assert len(found) >= SOURCES[folder]
    assert found - set(explained()) == set()


def test_every_code_of_the_playbook_and_of_make_is_explained() -> None:
    found = in_text("ansible/roles", ".yml") | in_text("make", ".mk")
    assert {"build-failed", "bad-arguments"} <= found
    assert found - set(explained()) == set()


def test_no_code_is_explained_that_nothing_raises_or_twice() -> None:
    found = set().union(*map(raised, SOURCES))
    found |= in_text("ansible/roles", ".yml") | in_text("make", ".mk")
    listed = explained()
    assert [code for code in listed if code not in found] == []
    assert len(listed) == len(set(listed))


def test_every_command_is_a_target() -> None:
    makefiles = {path.name: path.read_text() for path in (ROOT / "make").glob("*.mk")}
    targets = {name: set(re.findall(r"(?m)^([a-z-]+):.*## ", t)) for name, t in makefiles.items()}
    used = set(re.findall(r"(?m)^make ([a-z-]+)", GUIDE))
    assert used <= set().union(*targets.values())
    assert targets["operate.mk"] <= used
