"""The guide for instructors explains every code of the course service, and none besides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.stages import ROOT

SOURCES = sorted((ROOT / "hub/classroom").rglob("*.py"))
GUIDE = (ROOT / "docs/course-desk.md").read_text()
CODE = re.compile(r"[a-z]+(-[a-z]+)*")
DASHED = re.compile(r"[a-z]+(-[a-z]+)+")


def constants(node: ast.AST) -> Iterator[str]:
    """Yield the words in an expression that may be codes."""
    for one in ast.walk(node):
        match one:
            case ast.Constant(value=str(word)) if CODE.fullmatch(word):
                yield word


def makers(tree: ast.AST) -> set[str]:
    """Return what in a module is called with a code: the error itself, and what hands one on."""
    found = {"ClassroomError", "Problem"}
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef) and any(arg.arg == "code" for arg in one.args.args):
            found.add(one.name)
    return found


def codes(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    known = makers(tree)
    for one in ast.walk(tree):
        match one:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in known:
                # `str(job.get("code") or "job-failed")` names a key too.
                plain = isinstance(first, ast.Constant)
                yield from (c for c in constants(first) if plain or DASHED.fullmatch(c))
            case ast.Assign(targets=[ast.Name(id="code")], value=value):
                yield from (c for c in constants(value) if DASHED.fullmatch(c))
            case ast.Tuple(elts=[ast.Constant(value=str(code)), ast.Constant(value=str(said))]):
                if CODE.fullmatch(code) and said.endswith("."):
                    yield code


def raised() -> set[str]:
    return {code for path in SOURCES for code in codes(path)}


def explained() -> list[str]:
    rows = re.findall(r"(?m)^\| (`[^|]*`) \|", GUIDE.split("## Codes")[1])
    return [code for row in rows for code in re.findall(r"`([a-z-]+)`", row)]


def test_every_code_is_explained() -> None:
    found = raised()
    assert {"help-over", "not-found", "internal", "release-cell-ids", "job-failed"} <= found
    assert len(found) > 80
    assert found - set(explained()) == set()


def test_no_code_is_explained_that_nothing_raises_or_twice() -> None:
    listed = explained()
    assert set(listed) - raised() == set()
    assert len(listed) == len(set(listed))
