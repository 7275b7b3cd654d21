"""The ledger: who writes waits for the turn, who reads waits for nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from classroom import audit, ledger
from classroom.errors import ClassroomError


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ledger, "_WAIT", 50)
    return tmp_path / "own" / "ledger.sqlite"


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else at the same file, a deployment for example."""
    ledger.open_ledger(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_who_waits_too_long_for_the_turn_is_told(path: Path, other: sqlite3.Connection) -> None:
    sessions = ledger.open_ledger(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ClassroomError) as caught, sessions.begin():
        pytest.fail("nobody else may write now")
    assert (caught.value.code, caught.value.status) == ("ledger-busy", 503)
    with sessions() as session:
        assert audit.newest(session) == []
    other.execute("COMMIT")
    with sessions.begin() as session:
        audit.record(session, "ines", "push", "p1")


def test_nobody_else_writes_after_the_first_look(path: Path, other: sqlite3.Connection) -> None:
    sessions = ledger.open_ledger(path)
    other.execute("PRAGMA busy_timeout=50")
    with sessions.begin() as session:
        assert audit.newest(session) == []
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("DELETE FROM audit")
        audit.record(session, "ines", "push", "p1")
    other.execute("DELETE FROM audit")


def test_what_fails_leaves_nothing_and_frees_the_turn(path: Path) -> None:
    sessions = ledger.open_ledger(path)

    def fail() -> None:
        with sessions.begin() as session:
            audit.record(session, "ines", "push", "p1")
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with sessions.begin() as session:
        assert audit.newest(session) == []


def test_a_reader_sees_one_state_from_first_to_last(path: Path) -> None:
    sessions = ledger.open_ledger(path)
    with sessions() as reader:
        assert audit.newest(reader) == []
        with sessions.begin() as session:
            audit.record(session, "ines", "push", "p1")
        assert audit.newest(reader) == []
    with sessions() as reader:
        assert len(audit.newest(reader)) == 1
