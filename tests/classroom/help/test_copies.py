"""Copies of files: what is none, what becomes of one, and that nothing of it stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from classroom.help.state import TIME
from tests.classroom.help.room import CANARY, LAB, Room, notebook, refused, sent

DEEP = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": ' + b"[" * 90 + b"]" * 90
DEEP += b'}, "cells": []}'


@pytest.mark.parametrize(
    ("path", "copy", "code"),
    [
        (LAB, {}, "help-copy"),
        (LAB, {"content": 7}, "help-copy"),
        (LAB, {"content": "no base64"}, "help-copy"),
        (LAB, sent(notebook()) | {"log": 7}, "help-copy"),
        (LAB, sent(notebook(), b"x" * 100_001), "help-too-big"),
        (LAB, sent(b"x" * 5_000_001), "help-too-big"),
        (LAB, sent(b""), "help-bad-notebook"),
        (LAB, sent(b"[" * 100_000), "help-bad-notebook"),
        (LAB, sent(DEEP), "help-bad-notebook"),
        (LAB, sent(b'{"nbformat": 3}'), "help-bad-notebook"),
        (LAB, sent(json.dumps({"cells": [7], "nbformat": 4}).encode()), "help-bad-notebook"),
        ("a.py", {"content": "A" * 6_700_000}, "help-too-big"),
    ],
)
def test_what_is_no_copy_is_refused(room: Room, path: str, copy: Any, code: str) -> None:
    number = room.desk.ask("ada", path, "").id
    room.desk.consent("ada", number)
    assert refused(room.desk.receive, "ada", number, copy) == code
    assert room.shelf.numbers() == []
    assert room.desk.one("ada", number).copy_at is None


def test_a_copy_takes_the_place_of_the_one_before(room: Room) -> None:
    number = room.allowed()
    room.desk.receive("ada", number, sent(notebook("newer = 1")))
    copy = room.shelf.get(number)
    assert copy is not None
    assert (copy.data, copy.log) == (notebook("newer = 1"), b"")
    assert room.kept(CANARY) == []


def test_without_consent_nothing_of_the_file_is_kept(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not even for a moment.
    monkeypatch.setattr(type(room.shelf), "put", lambda *_: pytest.fail("it was written"))
    number = room.desk.ask("ada", LAB, "Why?").id
    code = refused(room.desk.receive, "ada", number, sent(notebook(), CANARY.encode()))
    assert code == "help-not-allowed"
    assert room.kept(CANARY) == []


@pytest.mark.parametrize("how", ["taken back", "answered", "time"])
def test_after_the_end_nothing_of_the_file_is_left(room: Room, how: str) -> None:
    number = room.allowed()
    assert room.kept(CANARY) == ["file"]
    if how == "taken back":
        room.desk.end("ada", number)
    elif how == "answered":
        room.watch("tom").answer(number, "Look at cell 3.")
    else:
        room.later(minutes=60)
        assert room.forget() == [number]
    assert room.kept(CANARY) == []
    assert refused(room.desk.receive, "ada", number, sent(notebook())) == "help-over"
    assert room.kept(CANARY) == []


def test_a_copy_that_comes_while_the_question_is_ended_goes_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = room.allowed()
    put = type(room.shelf).put

    def slow(shelf: Any, which: int, copy: Any) -> None:
        room.desk.end("ada", number)
        put(shelf, which, copy)

    monkeypatch.setattr(type(room.shelf), "put", slow)
    assert refused(room.desk.receive, "ada", number, sent(notebook())) == "help-over"
    assert room.kept(CANARY) == []


def test_what_a_killed_service_left_goes_at_the_next_start(room: Room) -> None:
    room.shelf.folder.mkdir()
    (room.shelf.folder / "99").mkdir()
    (room.shelf.folder / "99" / ".draft-x").write_text(CANARY)
    assert room.forget() == [99]
    assert room.kept(CANARY) == []


def test_what_may_be_looked_at_is_not_forgotten(room: Room) -> None:
    number = room.allowed()
    room.later(minutes=59)
    assert room.forget() == []
    assert room.shelf.numbers() == [number]


def test_a_question_that_nobody_answers_ends_by_itself(room: Room) -> None:
    number = room.allowed()
    room.later(days=14, seconds=1)
    room.forget()
    assert room.desk.one("ada", number).ended_by == TIME
    assert room.deeds()[-1] == (TIME, "help-end")


def test_a_full_disk_is_said_and_leaves_nothing_half(room: Room) -> None:
    number = room.desk.ask("ada", LAB, "").id
    room.desk.consent("ada", number)
    Path(room.shelf.folder).write_text("a file in the folder's place")
    assert refused(room.desk.receive, "ada", number, sent(notebook())) == "help-not-kept"
    assert room.desk.one("ada", number).copy_at is None
