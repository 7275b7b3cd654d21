"""The README's table of codes: every one that is made here, and none besides."""

from __future__ import annotations

import re

from scripts.stages import ROOT

README = (ROOT / "images/base/README.md").read_text(encoding="utf-8")
MADE = re.compile(r'(?:CourseError\(\s*|code = )"([a-z0-9-]+)"')


def made() -> set[str]:
    folders = (ROOT / "images/base/coursectl", ROOT / "images/base/llmserver")
    sources = [path.read_text(encoding="utf-8") for one in folders for path in one.rglob("*.py")]
    return {code for text in sources for code in MADE.findall(text)} | {"old-python"}


def listed() -> list[str]:
    table = README.partition("## The course's commands")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| (`[^|]*`) \|", table)
    return [code for row in rows for code in re.findall(r"`([a-z0-9-]+)`", row)]


def test_every_code_is_explained_once() -> None:
    assert len(made()) > 20
    assert sorted(listed()) == sorted(made())
