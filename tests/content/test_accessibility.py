"""What a screen reader needs, checked on the sources."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.content.conftest import Text

FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^(#{1,6}) +\S", re.MULTILINE)
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)]+)\)")
MERMAID = re.compile(
    r"(?P<before>[^\n]*)\n+```mermaid\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
TABLE = re.compile(r"(?:^\|.*\|$\n?)+", re.MULTILINE)
BY_COLOUR = re.compile(
    r"\b(the|in|marked) (red|green|blue|yellow|orange) (line|box|bar|cell|part)\b", re.I
)


def heading_levels(markdown: str) -> list[int]:
    return [len(match[1]) for match in HEADING.finditer(FENCE.sub("", markdown))]


def headings_are_in_order(levels: list[int]) -> bool:
    return (
        levels[:1] == [1]
        and levels.count(1) == 1
        and all(after <= before + 1 for before, after in pairwise(levels))
    )


def poor_images(markdown: str) -> list[str]:
    return [
        match["target"]
        for match in IMAGE.finditer(markdown)
        if len(match["alt"].strip()) < 10 or match["alt"].strip() in match["target"]
    ]


def silent_diagrams(markdown: str) -> int:
    return sum(
        not (
            "accTitle" in match["body"] and "accDescr" in match["body"] and match["before"].strip()
        )
        for match in MERMAID.finditer(markdown)
    )


def test_headings_start_at_one_and_skip_no_level(text: Text) -> None:
    assert headings_are_in_order(heading_levels(text.markdown)), heading_levels(text.markdown)


def test_images_have_a_description(text: Text) -> None:
    assert poor_images(text.markdown) == []


def test_diagrams_are_described_and_introduced(text: Text) -> None:
    assert silent_diagrams(text.markdown) == 0


def test_tables_have_a_header_row(text: Text) -> None:
    for match in TABLE.finditer(FENCE.sub("", text.markdown)):
        rows = match[0].strip().splitlines()
        assert len(rows) > 2, rows
        assert re.fullmatch(r"[|:\- ]+", rows[1]), rows[:2]
        assert len({row.replace(r"\|", "").count("|") for row in rows}) == 1, rows


def test_colour_is_never_the_only_reference(text: Text) -> None:
    assert BY_COLOUR.search(text.markdown) is None


@pytest.mark.parametrize(
    ("levels", "good"),
    [([1, 2, 3, 2], True), ([2, 3], False), ([1, 3], False), ([1, 2, 1], False), ([], False)],
)
def test_the_check_of_headings_can_fail(levels: list[int], good: bool) -> None:
    assert headings_are_in_order(levels) is good


def test_the_checks_of_pictures_can_fail() -> None:
    assert poor_images("![](a.png) ![a.png](a.png) ![A heron on a sliding door](a.png)") == [
        "a.png",
        "a.png",
    ]
    assert silent_diagrams("See:\n\n```mermaid\nflowchart LR\n  A --> B\n```\n") == 1
