"""What is late, and by how much."""

from datetime import datetime, timedelta

import pytest

from classroom.handins.late import is_late, lateness

DUE = datetime(2026, 5, 4, 9)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(-1), ""),
        (timedelta(0), ""),
        (timedelta(seconds=1), "less than a minute"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3, minutes=5, seconds=59), "3 h 5 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=2, hours=1, minutes=7), "2 d 1 h"),
        (timedelta(days=1, minutes=7), "1 d"),
    ],
)
def test_lateness_in_words(after: timedelta, words: str) -> None:
    assert lateness(DUE + after, DUE) == words
    assert is_late(DUE + after, DUE) is bool(words)


def test_without_a_deadline_nothing_is_late() -> None:
    assert not is_late(DUE, None)
    assert lateness(DUE, None) == ""
