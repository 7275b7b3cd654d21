"""Codes and states are promises: programs go by them."""

from __future__ import annotations

import pytest
from labsync.errors import SENTENCES, as_sync_error
from labsync.outcome import State

CODES = (
    *("AMBIGUOUS", "BINARY", "BUSY", "CELLS", "CHANGING", "CONFLICT", "DELETED", "DISK-FULL"),
    *("FAILED", "FOLDER", "HOME", "KEPT", "LARGE", "NAME", "NO-BASE", "NOT-PLAIN", "NOTEBOOK"),
    *("OWNER", "RELEASE", "STORE", "TIME", "UNREADABLE", "WAY"),
)


def test_the_codes_are_stable() -> None:
    assert sorted(SENTENCES) == [f"SYNC-{code}" for code in CODES]


def test_every_sentence_is_one_that_people_read() -> None:
    for code, sentence in SENTENCES.items():
        assert sentence[0].isupper(), code
        assert sentence.endswith("."), code
        assert len(sentence) < 160, code


def test_the_states_are_stable() -> None:
    assert [str(state) for state in State] == [
        *("unchanged", "delivered", "merged", "kept-own", "left-deleted", "skipped", "failed"),
    ]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (28, "SYNC-DISK-FULL"),
        (122, "SYNC-DISK-FULL"),
        (13, "SYNC-UNREADABLE"),
        (36, "SYNC-NAME"),
        (20, "SYNC-WAY"),
        (40, "SYNC-WAY"),
        (2, "SYNC-CHANGING"),
        (5, "SYNC-FAILED"),
    ],
)
def test_errors_of_the_system_have_codes(number: int, code: str) -> None:
    assert as_sync_error(OSError(number, "x")).code == code
