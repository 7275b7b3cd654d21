"""What students may ask, allow and send, and what is refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from classroom.errors import ClassroomError
from tests.classroom.help.room import CANARY, LAB, Room, notebook, sent

DEEP = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": ' + b"[" * 90 + b"]" * 90
DEEP += b'}, "cells": []}'


def refused(work: Any, *words: Any) -> str:
    with pytest.raises(ClassroomError) as caught:
        work(*words)
    assert caught.value.message.endswith(".")
    return caught.value.code


@pytest.mark.parametrize(
    ("path", "words", "code"),
    [
        ("../bob/lab.ipynb", "x", "help-path"),
        ("/etc/passwd", "x", "help-path"),
        ("labs//x", "x", "help-path"),
        (".ssh/id_rsa", "x", "help-path"),
        ("labs/.hidden/x.py", "x", "help-path"),
        ("a\nb", "x", "help-path"),
        ("a\ud800", "x", "help-path"),
        ("x" * 300, "x", "help-path"),
        (7, "x", "help-path"),
        (None, "x", "help-path"),
        (LAB, "x" * 2001, "help-words"),
        (LAB, "\x1b[2J", "help-words"),
        (LAB, "\ud800", "help-words"),
        (LAB, ["x"], "help-words"),
        ("", "", "help-words"),
        ("", " \n", "help-words"),
    ],
)
def test_what_is_no_question_is_refused(room: Room, path: Any, words: Any, code: str) -> None:
    assert refused(room.desk.ask, "ada", path, words) == code
    assert room.desk.own("ada") == []
    assert room.deeds() == []


def test_one_open_question_a_file(room: Room) -> None:
    first = room.desk.ask("ada", LAB, "")
    assert refused(room.desk.ask, "ada", LAB, "again") == "help-asked-already"
    room.desk.ask("bob", LAB, "mine")
    room.desk.end("ada", first.id)
    room.desk.ask("ada", LAB, "again")


def test_five_open_questions_at_most_also_at_once(room: Room) -> None:
    def ask(number: int) -> str:
        try:
            room.desk.ask("ada", f"labs/{number % 9}.py", "")
        except ClassroomError as error:
            return error.code
        return ""

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(ask, range(18)))
    assert said.count("") == 5 == len(room.desk.own("ada"))
    assert set(said) == {"", "help-too-many", "help-asked-already"}
    room.desk.end("ada", room.desk.own("ada")[0].id)
    assert ask(10) in ("", "help-asked-already")


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


def test_without_consent_nothing_of_the_file_is_kept(room: Room) -> None:
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


def test_the_student_alone_gives_another_hour(room: Room) -> None:
    number = room.allowed()
    room.later(minutes=50)
    until = room.desk.consent("ada", number).consent_until
    assert until is not None
    assert (until - room.at).total_seconds() == 3600
    room.later(minutes=50)
    room.watch("tom").look(number)
    room.later(minutes=10)
    assert refused(room.watch("tom").look, number) == "help-over"
    room.desk.consent("ada", number)
    room.watch("tom").look(number)


@pytest.mark.parametrize("what", ["consent", "receive", "end", "one"])
@pytest.mark.parametrize("who", ["bob", "tom", "root"])
def test_another_ones_question_is_not_there(room: Room, what: str, who: str) -> None:
    number = room.allowed()
    words = (sent(notebook("evil")),) if what == "receive" else ()
    assert refused(getattr(room.desk, what), who, number, *words) == "no-such-help"
    assert room.desk.own(who) == []
    assert room.kept(CANARY) == ["file"]


def test_a_question_without_a_file(room: Room) -> None:
    number = room.desk.ask("ada", "", "Who are you?").id
    assert refused(room.desk.consent, "ada", number) == "help-no-file"
    room.desk.end("ada", number)
    assert refused(room.desk.consent, "ada", number) == "help-over"
    assert room.desk.end("ada", number).ended_by == "ada"
