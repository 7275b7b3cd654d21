"""What is in an editor and what is on the disk, in one file: nothing of either is lost."""

from __future__ import annotations

import json

import pytest
from labsync.merge import merge_notebooks
from labsync.offers import KEY
from labsync.offers import SENTENCE as OFFERED
from labsync.offers import TAG as COURSE_TAG
from llmserver.rescue import SENTENCE, TAG, Rescued, rescue

from tests.labsync.books import Book, book, code, run, sources, text

INTRO, ASK, COUNT = text("intro", "# Week 3"), code("ask", "print('ask')"), code("count", "1 + 1")
BASE = book(INTRO, ASK, COUNT)


def of(*, ask: str = "print('ask')", count: str = "1 + 1") -> Book:
    return book(INTRO, ASK | {"source": ask}, COUNT | {"source": count})


def rescued(mine: Book, disk: Book, course: Book | None = None, base: Book = BASE) -> Rescued:
    released = None if course is None else json.dumps(course).encode()
    return rescue("labs/week3/lab.ipynb", base, mine, json.dumps(disk), released)


def test_changes_of_different_cells_are_both_there() -> None:
    made = rescued(of(ask="mine"), of(count="fixed"))
    assert sources(made.content) == ["# Week 3", "mine", "fixed"]
    assert (made.twice, made.aside) == (0, False)
    assert made.same == ("intro", "ask"), "the editor need not touch what it has"


def test_an_editor_without_changes_takes_what_the_disk_has() -> None:
    made = rescued(BASE, of(count="fixed"))
    assert sources(made.content) == ["# Week 3", "print('ask')", "fixed"]
    assert made.on_disk, "there is nothing to write"


def test_a_cell_that_the_course_changed_too_is_marked_as_the_courses() -> None:
    fixed = of(ask="fixed")
    made = rescued(of(ask="mine"), fixed, fixed)
    mine, offer = made.content.cells[1:3]
    assert mine.source == "mine"
    assert offer.metadata.tags == [COURSE_TAG]
    assert offer.source.startswith(OFFERED)
    assert made.twice == 1


@pytest.mark.parametrize("course", [None, BASE, of(ask="fixed by the course")])
def test_a_cell_changed_elsewhere_is_not_said_to_be_the_courses(course: Book | None) -> None:
    made = rescued(of(ask="mine"), of(ask="my other window"), course)
    other = made.content.cells[2]
    assert other.metadata.tags == [TAG]
    assert other.source.startswith(SENTENCE)
    assert "my other window" in other.source
    assert KEY not in other.metadata, "a later update would take it away"


def test_what_an_update_offered_on_the_disk_comes_once_and_stays_known() -> None:
    base = of(ask="mine")
    disk = merge_notebooks(BASE, base, of(ask="fixed")).notebook
    made = rescued(of(ask="mine, more"), disk, of(ask="fixed"), base)
    assert sources(made.content)[1] == "mine, more"
    assert [KEY in cell.metadata for cell in made.content.cells] == [False, False, True, False]
    again = rescued(of(ask="mine, more"), made.content, of(ask="fixed"), base)
    assert len(again.content.cells) == 4


def test_an_offer_that_both_have_comes_once() -> None:
    base = merge_notebooks(BASE, of(ask="mine"), of(ask="fixed")).notebook
    disk = merge_notebooks(of(ask="fixed"), base, of(ask="fixed", count="new")).notebook
    made = rescued(base, disk, None, base)
    assert len(made.content.cells) == 4
    assert made.on_disk


def test_outputs_of_a_cell_that_ran_meanwhile_stay() -> None:
    mine = book(INTRO, run(ASK, "ran"), COUNT)
    made = rescued(mine, of(count="fixed"))
    assert made.content.cells[1].outputs[0].text == "ran"
    assert "ask" in made.same


def test_the_editors_notes_of_trust_are_no_change() -> None:
    trusted = [cell | {"metadata": {"trusted": True}} for cell in BASE["cells"]]
    noted = {**BASE, "cells": trusted}
    made = rescued(noted, of(count="fixed"), None, noted)
    assert made.on_disk
    assert made.same == ("intro", "ask")


@pytest.mark.parametrize(
    ("base", "disk"),
    [(BASE, "no notebook"), ({}, json.dumps(BASE)), ("text", json.dumps(BASE)), (None, "{}")],
)
def test_what_cannot_be_merged_is_put_aside(base: object, disk: str) -> None:
    mine = of(ask="mine")
    assert rescue("labs/week3/lab.ipynb", base, mine, disk) == Rescued(mine, aside=True)


TEXT = "one\n\n\ntwo\n"


@pytest.mark.parametrize(
    ("mine", "disk", "made"),
    [
        ("ONE\n\n\ntwo\n", "one\n\n\nTWO\n", Rescued("ONE\n\n\nTWO\n")),
        (TEXT, "one\n\n\nTWO\n", Rescued("one\n\n\nTWO\n", on_disk=True)),
        ("mine\n\n\ntwo\n", "other\n\n\ntwo\n", Rescued("mine\n\n\ntwo\n", aside=True)),
    ],
)
def test_texts_are_merged_by_line(mine: str, disk: str, made: Rescued) -> None:
    assert rescue("labs/week3/helper.py", TEXT, mine, disk) == made
