"""Checks pass quietly with a tick, and fail with a sentence that says where to look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from llmlab import CheckFailed, check_equal, check_text, check_that, check_within


@pytest.mark.parametrize(
    ("check", "hint"),
    [
        (lambda: check_text(None, "The answer"), "return"),
        (lambda: check_text({"content": "x"}, "The answer"), "type dict"),
        (lambda: check_text("   ", "The answer"), "0 characters"),
        (lambda: check_within("3", "The count", 1, 5), "type str"),
        (lambda: check_within(True, "The count", 1, 5), "type bool"),
        (lambda: check_within(5e9, "The speed", 0, 1e6), "units"),
        (lambda: check_equal([1], [1, 2], "The list"), "Lengths: 1 and 2"),
        (lambda: check_that(False, "Look at cell 3."), "Look at cell 3."),
    ],
)
def test_a_failed_check_says_where_to_look(check: Callable[[], None], hint: str) -> None:
    with pytest.raises(CheckFailed, match=hint.replace("(", r"\(")):
        check()


def test_passed_checks_say_ok(capsys: pytest.CaptureFixture[str]) -> None:
    check_text("In 2014.", "The answer")
    check_within(50.0, "The speed", 1, 100)
    check_equal(6, 6, "The number of results")
    check_that(True, "never shown", "It streams.")
    lines = capsys.readouterr().out.splitlines()
    assert [line[:5] for line in lines] == ["[OK] "] * 4


def test_a_failed_check_is_an_assertion_for_the_marking() -> None:
    assert issubclass(CheckFailed, AssertionError)


def test_the_lengths_of_two_words_are_not_named() -> None:
    with pytest.raises(CheckFailed) as caught:
        check_equal("negative", "none", "The label")
    assert str(caught.value) == "The label is 'negative'; expected 'none'."
