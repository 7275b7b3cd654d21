"""The texts of the course, as every test of them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labs.build.frontmatter import split_front_matter
from labs.build.sources import Kind, find_sources

ROOT = Path(__file__).resolve().parents[2]
DOCS = ("learn.md", "teach.md")


@dataclass(frozen=True)
class Text:
    """One text: its place, front matter, and Markdown without code cells."""

    path: Path
    facts: dict[str, Any]
    markdown: str

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()


def read_text(path: Path) -> Text:
    """Read a Markdown file, or the Markdown cells of a percent file."""
    facts, body = split_front_matter(path.read_text(encoding="utf-8"), path)
    return Text(path, facts, markdown_of(body) if path.suffix == ".py" else body)


def markdown_of(percent: str) -> str:
    """Return the Markdown cells of a percent script, without comment signs."""
    cells = []
    for cell in percent.split("\n# %%")[0:]:
        header, _, body = cell.partition("\n")
        if "[markdown]" in header:
            lines = [line.removeprefix("#").removeprefix(" ") for line in body.splitlines()]
            cells.append("\n".join(lines).strip())
    return "\n\n".join(cells)


def course_texts() -> list[Text]:
    """Return every text of the course that people read."""
    kinds = (Kind.PROSE, Kind.NOTEBOOK)
    return [read_text(source.path) for source in find_sources(ROOT) if source.kind in kinds]


def documents() -> list[Text]:
    """Return the documents about the course, and the course's own page for authors."""
    return [read_text(ROOT / "docs" / name) for name in DOCS] + [
        read_text(ROOT / "content" / name) for name in ("README.md", "writing-guide.md")
    ]


def lessons() -> list[Text]:
    """Return lectures and labs: what has front matter, or ought to have."""
    weekly = [text for text in course_texts() if text.path.parent.parent != ROOT]
    return [text for text in weekly if text.path.name != "README.md" or text.facts]


@pytest.fixture(params=[*course_texts(), *documents()], ids=str)
def text(request: pytest.FixtureRequest) -> Text:
    """Give every text in turn."""
    found: Text = request.param
    return found


@pytest.fixture(params=lessons(), ids=str)
def lesson(request: pytest.FixtureRequest) -> Text:
    """Give every lecture and lab in turn."""
    found: Text = request.param
    return found
