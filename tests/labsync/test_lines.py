"""Merging texts by line: both sides' changes, or none at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labsync.lines import is_text, merge_lines

BASE = "a\nb\nc\nd\ne\n"
MERGES = [
    ("nothing new", BASE, BASE, BASE),
    ("only the course's", BASE, "a\nb\nX\nd\ne\n", "a\nb\nX\nd\ne\n"),
    ("only the student's", "a\nb\nX\nd\ne\n", BASE, "a\nb\nX\nd\ne\n"),
    ("both, apart", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n"),
    ("both, one line between", "A\nb\nc\nd\ne\n", "a\nb\nC\nd\ne\n", "A\nb\nC\nd\ne\n"),
    ("both the same", "a\nX\nc\nd\ne\n", "a\nX\nc\nd\ne\n", "a\nX\nc\nd\ne\n"),
    ("the same and more", "a\nX\nc\nd\nE\n", "a\nX\nc\nd\ne\n", "a\nX\nc\nd\nE\n"),
    ("removed by the course", BASE, "a\nc\nd\ne\n", "a\nc\nd\ne\n"),
    ("added at both ends", "0\n" + BASE, BASE + "z\n", "0\n" + BASE + "z\n"),
    ("no newline at the end", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\ne", "A\nb\nc\nd\ne"),
    ("emptied by the course", BASE, "", ""),
]
CONFLICTS = [
    ("the same line", "a\nX\nc\nd\ne\n", "a\nY\nc\nd\ne\n"),
    ("neighbouring lines", "a\nX\nc\nd\ne\n", "a\nb\nY\nd\ne\n"),
    ("both add at one place", "a\nb\nX\nc\nd\ne\n", "a\nb\nY\nc\nd\ne\n"),
    ("removed and changed", "a\nc\nd\ne\n", "a\nB\nc\nd\ne\n"),
    ("both add at the end", BASE + "x\n", BASE + "y\n"),
]


@pytest.mark.parametrize(("mine", "theirs", "merged"), [c[1:] for c in MERGES])
def test_merges(mine: str, theirs: str, merged: str) -> None:
    assert merge_lines(BASE.encode(), mine.encode(), theirs.encode()) == merged.encode()


@pytest.mark.parametrize(("mine", "theirs"), [c[1:] for c in CONFLICTS])
def test_what_touches_is_left_alone(mine: str, theirs: str) -> None:
    assert merge_lines(BASE.encode(), mine.encode(), theirs.encode()) is None


TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d", "\r\n"]), max_size=12).map(
    lambda lines: "".join(lines).encode()
)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_both_sides_are_treated_alike(base: bytes, mine: bytes, theirs: bytes) -> None:
    assert merge_lines(base, mine, theirs) == merge_lines(base, theirs, mine)
    assert merge_lines(base, mine, base) == mine
    assert merge_lines(base, mine, mine) == mine


LINES = st.lists(st.integers(0, 9999).map(lambda n: f"line {n}\n"), min_size=1, max_size=8)


@given(LINES, LINES, LINES, LINES)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_changes_that_are_apart_are_both_there(
    top: list[str], middle: list[str], mine: list[str], theirs: list[str]
) -> None:
    keep = [f"kept {n}\n" for n in range(5)]
    base = [*(f"top {n}" for n in top), *keep, *(f"end {n}" for n in middle)]
    ours = [*mine, *keep, *(f"end {n}" for n in middle)]
    others = [*(f"top {n}" for n in top), *keep, *theirs]
    merged = merge_lines(*("".join(one).encode() for one in (base, ours, others)))
    assert merged == "".join([*mine, *keep, *theirs]).encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", True), ("ü\n".encode(), True), (b"\xff\xfe", False), (b"a\0b", False)],
)
def test_what_is_text(data: bytes, expected: bool) -> None:
    assert is_text(data) is expected
