"""What students may ask, allow and send, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from classroom.errors import ClassroomError
from tests.classroom.help.room import CANARY, LAB, Room, notebook, refused, sent


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
