"""How a push stands, in one sentence."""

from datetime import datetime, timedelta

import pytest

from classroom.pushes.summary import counts, is_turn_to_come, sentence, whole

NOON = datetime(2026, 3, 2, 12)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ({}, "It went to nobody."),
        ({"done": 1}, "1 of 1 student has it."),
        ({"done": 3}, "3 of 3 students have it."),
        ({"done": 1, "kept-own": 1}, "2 of 2 students have it; 1 of them keeps an own edit."),
        (
            {"failed": 2, "waiting": 1, "replaced": 1},
            "0 of 4 students have it. 2 labs could not be updated. "
            "1 waits for the next start of the lab. 1 got a later push instead.",
        ),
        ({"held": 5}, "0 of 5 students have it. 5 wait for the week's date."),
    ],
)
def test_a_push_in_a_sentence(numbers: dict[str, int], text: str) -> None:
    assert sentence(numbers) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ({"done": 2}, "Tried in 2 of 2 labs. No own edit is in the way."),
        (
            {"not-running": 1},
            "Tried in 0 of 1 lab. 1 lab does not run: it gets the update at the next start.",
        ),
        (
            {"not-shown-yet": 2},
            "Tried in 0 of 2 labs. 2 students do not see it yet: all of it would be new.",
        ),
        (
            {"kept-own": 1, "skipped": 1},
            "Tried in 1 of 2 labs. 1 would keep an own edit, with the new text beside it. "
            "1 lab could not be updated in full.",
        ),
    ],
)
def test_a_trial_in_a_sentence(numbers: dict[str, int], text: str) -> None:
    assert sentence(numbers, trial=True) == text


def test_an_undo_in_a_sentence() -> None:
    assert sentence({"done": 2}, undo=True) == "2 of 2 students have gone back."


def test_a_student_counts_by_the_week_that_needs_most() -> None:
    states = [("ada", "done"), ("ada", "failed"), ("bob", "done"), ("bob", "kept-own")]
    assert counts(states) == {"failed": 1, "kept-own": 1}


@pytest.mark.parametrize(
    ("numbers", "word"),
    [
        ({"new": 1, "failed": 1}, "new"),
        ({"pending": 1, "done": 1}, "pending"),
        ({"held": 1, "failed": 1}, "waiting"),
        ({"failed": 1, "done": 9}, "failed"),
        ({"done": 1, "gone": 1}, "done"),
    ],
)
def test_one_word_for_all(numbers: dict[str, int], word: str) -> None:
    assert whole(numbers) == word


def ago(seconds: int) -> datetime:
    return NOON - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("rows", "soon"),
    [
        ([("waiting", ago(60)), ("running", ago(1))], True),
        ([("waiting", ago(1))], True),
        ([("waiting", ago(5))], False),
        ([("waiting", ago(3)), ("done", ago(2))], False),
        ([("waiting", ago(3)), ("done", ago(60))], True),
        ([("waiting", ago(3)), ("done", ago(3))], True),
        ([("done", ago(1))], False),
        ([("new", None)], False),
    ],
)
def test_what_waits_for_its_turn(rows: list[tuple[str, datetime | None]], soon: bool) -> None:
    assert is_turn_to_come(rows, NOON) is soon
