"""Whatever student and course do to a notebook: nothing is lost, everything new is told."""

from __future__ import annotations

import warnings
from collections import Counter

import nbformat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from labsync.merge import Merged, merge_notebooks
from labsync.notebook import normalised
from labsync.offers import TAG
from labsync.outcome import State

from tests.labsync import edits
from tests.labsync.books import Book, looks, printed, sources

EXAMPLES = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@st.composite
def threes(draw: st.DrawFn) -> tuple[Book, Book, Book]:
    base = draw(edits.bases())
    return base, draw(edits.students(base)), draw(edits.releases(base))


def offered(merged: Merged) -> list[str]:
    return [c.source for c in merged.notebook.cells if TAG in c.metadata.get("tags", [])]


@given(threes())
@EXAMPLES
def test_the_result_is_a_valid_notebook(three: tuple[Book, Book, Book]) -> None:
    merged = merge_notebooks(*three)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nbformat.validate(merged.notebook)
    ids = [cell.id for cell in merged.notebook.cells]
    assert len(ids) == len(set(ids))


@given(threes())
@EXAMPLES
def test_all_that_the_student_wrote_and_computed_is_there(three: tuple[Book, Book, Book]) -> None:
    base, mine, _ = three
    merged = merge_notebooks(*three).notebook
    written = Counter(looks(mine)) - Counter(looks(base))
    assert not written - Counter(looks(merged))
    assert not (Counter(printed(mine)) - Counter(printed(base))) - Counter(printed(merged))


@given(threes())
@EXAMPLES
def test_every_new_text_of_the_course_is_there_or_reported(three: tuple[Book, Book, Book]) -> None:
    base, _, theirs = three
    merged = merge_notebooks(*three)
    there = Counter(looks(merged.notebook))
    shown = "\n".join(offered(merged))
    left = {one.cell for one in merged.cells if one.state is State.LEFT_DELETED}
    new = Counter(looks(theirs)) - Counter(looks(base))
    for cell in normalised(theirs).cells:
        look = (cell.cell_type, cell.source)
        if new[look] and cell.source.strip():
            assert there[look] or cell.source in shown or cell.id in left


@given(threes())
@EXAMPLES
def test_the_same_again_changes_nothing(three: tuple[Book, Book, Book]) -> None:
    _, _, theirs = three
    once = merge_notebooks(*three).notebook
    assert looks(merge_notebooks(theirs, once, theirs).notebook) == looks(once)


@given(threes())
@EXAMPLES
def test_a_lost_record_puts_nothing_in_twice(three: tuple[Book, Book, Book]) -> None:
    base, mine, theirs = three
    once = merge_notebooks(*three).notebook
    again = Counter(looks(merge_notebooks(base, once, theirs).notebook))
    assert not again - Counter(looks(once))
    assert set(looks(mine)) - set(looks(base)) <= set(again)


@given(threes())
@EXAMPLES
def test_who_did_nothing_has_the_courses_version(three: tuple[Book, Book, Book]) -> None:
    base, _, theirs = three
    assert looks(merge_notebooks(base, base, theirs).notebook) == looks(theirs)


@given(threes())
@EXAMPLES
def test_without_news_nothing_changes(three: tuple[Book, Book, Book]) -> None:
    base, mine, _ = three
    merged = merge_notebooks(base, mine, base)
    assert looks(merged.notebook) == looks(mine)
    assert merged.cells == ()


@given(threes())
@EXAMPLES
def test_undone_an_update_leaves_the_students_work(three: tuple[Book, Book, Book]) -> None:
    base, mine, theirs = three
    there = merge_notebooks(base, mine, theirs).notebook
    back = merge_notebooks(theirs, there, base).notebook
    # What both wrote alike cannot be told apart, and goes.
    written = Counter(looks(mine)) - Counter(looks(base)) - Counter(looks(theirs))
    assert not written - Counter(looks(back))
    assert not offered_of(back, base)


def offered_of(notebook: Book, base: Book) -> list[str]:
    """Return what is still offered, though the course took it back."""
    old = sources(base)
    cells = [c for c in notebook["cells"] if TAG in c["metadata"].get("tags", [])]
    return [c["source"] for c in cells if not any(text in c["source"] for text in old)]
