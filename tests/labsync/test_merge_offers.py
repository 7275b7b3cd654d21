"""Both changed a cell: the student's stays, the course's comes right below."""

from __future__ import annotations

from labsync.merge import merge_notebooks
from labsync.offers import KEY, SENTENCE, TAG
from labsync.outcome import CellOutcome, State

from tests.labsync.books import book, code, sources, text
from tests.labsync.lesson import (
    ASK,
    BASE,
    GRADED,
    INTRO,
    LATER,
    MINE,
    TEST,
    THEIRS,
    edited,
    offers,
    told,
)


def test_the_students_cell_stays_and_the_courses_comes_right_below() -> None:
    merged = merge_notebooks(BASE, MINE, THEIRS)
    mine, offer = merged.notebook.cells[1:3]
    assert mine.source == "print('mine')"
    assert offer.metadata.tags == [TAG]
    assert offer.source == f"{SENTENCE}\n\n```python\nprint('fixed')\n```"
    assert merged.cells == (CellOutcome("ask", State.KEPT, "text", offer.id),)


def test_offered_code_does_not_run_with_the_others() -> None:
    # Otherwise the course's stub would replace the student's answer before it is tested.
    assert offers(merge_notebooks(BASE, MINE, THEIRS).notebook)[0]["cell_type"] == "markdown"


def test_an_offer_may_hold_fences_itself() -> None:
    source = '"""\n````\n"""'
    merged = merge_notebooks(BASE, MINE, book(INTRO, edited(ASK, source), TEST))
    assert offers(merged.notebook)[0]["source"].endswith(f"`````python\n{source}\n`````")


def test_a_later_update_replaces_an_offer_that_nobody_touched() -> None:
    once = merge_notebooks(BASE, MINE, THEIRS).notebook
    twice = merge_notebooks(THEIRS, once, LATER).notebook
    assert [("fixed again" in o["source"]) for o in offers(twice)] == [True]
    assert twice.cells[1].source == "print('mine')"


def test_an_offer_that_the_student_changed_is_the_students() -> None:
    once = merge_notebooks(BASE, MINE, THEIRS).notebook
    once.cells[2].source += "\n\nmy note"
    twice = merge_notebooks(THEIRS, once, LATER).notebook
    assert [("fixed again" in o["source"]) for o in offers(twice)] == [True, False]
    assert "my note" in twice.cells[3].source


def test_an_offer_goes_when_its_text_has_been_taken() -> None:
    once = merge_notebooks(BASE, MINE, THEIRS).notebook
    once.cells[1].source = "print('fixed')"
    twice = merge_notebooks(THEIRS, once, LATER).notebook
    assert sources(twice) == sources(LATER)


def test_without_news_an_offer_stays_where_it_is() -> None:
    once = merge_notebooks(BASE, MINE, THEIRS).notebook
    assert merge_notebooks(THEIRS, once, THEIRS).notebook == once


def test_an_undone_update_takes_its_offer_away() -> None:
    once = merge_notebooks(BASE, MINE, THEIRS).notebook
    back = merge_notebooks(THEIRS, once, BASE)
    assert sources(back.notebook) == sources(MINE)
    assert told(back.cells) == [("ask", "merged", "text")]


def test_two_updates_are_undone_one_by_one() -> None:
    once = merge_notebooks(BASE, MINE, THEIRS).notebook
    twice = merge_notebooks(THEIRS, once, LATER).notebook
    back = merge_notebooks(LATER, twice, THEIRS).notebook
    assert ["'fixed')" in o["source"] for o in offers(back)] == [True]
    assert sources(merge_notebooks(THEIRS, back, BASE).notebook) == sources(MINE)


def test_an_offer_follows_a_cell_whose_position_changes() -> None:
    base = book(text("cell-000", "Title of all"), code("cell-001", "print('hello there, you')"))
    mine = book(base["cells"][0], edited(base["cells"][1], "print('hello there, mine')"))
    theirs = book(base["cells"][0], edited(base["cells"][1], "print('hello there, new')"))
    later = book(
        text("cell-000", "A new first cell of the course"),
        theirs["cells"][0] | {"id": "cell-001"},
        theirs["cells"][1] | {"id": "cell-002", "source": "print('hello there, newer')"},
    )
    twice = merge_notebooks(theirs, merge_notebooks(base, mine, theirs).notebook, later).notebook
    assert sources(twice)[:3] == [*sources(later)[:2], "print('hello there, mine')"]
    assert ["newer" in o["source"] for o in offers(twice)] == [True]
    assert twice.cells[3].metadata[KEY]["of"] == twice.cells[2].id == "cell-002"


def test_a_test_that_the_student_changed_is_a_conflict_like_others() -> None:
    mine = book(INTRO, ASK, edited(TEST, "assert True"))
    theirs = book(INTRO, ASK, edited(TEST, "assert answer == 43"))
    merged = merge_notebooks(BASE, mine, theirs)
    assert merged.notebook.cells[2].source == "assert True"
    assert "== 43" in merged.notebook.cells[3].source
    assert told(merged.cells) == [("t", "kept-own", "text")]


def test_an_offer_does_not_take_part_in_the_marking() -> None:
    mine = book(INTRO, ASK, edited(TEST, "assert True"))
    theirs = book(INTRO, ASK, edited(TEST, "assert answer == 43"))
    marked = [
        c for c in merge_notebooks(BASE, mine, theirs).notebook.cells if "nbgrader" in c.metadata
    ]
    assert [cell.id for cell in marked] == ["t"]


def test_new_points_reach_a_cell_that_the_student_changed() -> None:
    points = {"nbgrader": {**GRADED, "points": 5}}
    theirs = book(INTRO, ASK, TEST | {"metadata": points})
    merged = merge_notebooks(BASE, book(INTRO, ASK, edited(TEST, "assert True")), theirs)
    assert merged.notebook.cells[2].source == "assert True"
    assert merged.notebook.cells[2].metadata == points
    assert told(merged.cells) == [("t", "delivered", "metadata")]
