"""`login`: what works is kept, for its owner alone; what does not work leaves nothing."""

from __future__ import annotations

import pytest

from tests.coursectl.terminal import Terminal
from tests.fakes.course_api import ATTEND, TEACH, CourseService


def test_login_keeps_what_works(
    bare: Terminal, service: CourseService, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = service.url.removesuffix("/services/course")
    monkeypatch.setattr("builtins.input", lambda _: f" {host} ")
    monkeypatch.setattr("getpass.getpass", lambda _: f"{TEACH}\n")
    assert bare.run("login") == 0
    assert TEACH not in bare.out + bare.err
    assert bare.token_file.stat().st_mode & 0o777 == 0o600
    assert bare.run("releases") == 0
    assert service.last("GET").token == TEACH


@pytest.mark.parametrize(
    ("token", "code"),
    [(ATTEND, "not-a-teacher"), ("wrong-token", "not-logged-in"), ("x y", "bad-token")],
)
def test_login_keeps_nothing_that_does_not_work(
    bare: Terminal, service: CourseService, monkeypatch: pytest.MonkeyPatch, token: str, code: str
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: token)
    assert bare.run("login", "--url", service.url) == 1
    assert f"[{code}]" in bare.err
    assert list(bare.home.iterdir()) == []


def test_login_where_nobody_answers(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert bare.run("login") == 1
    assert "[nobody-there]" in bare.err.replace("\n", " ")


def test_a_token_is_no_word_of_the_command_line(ines: Terminal) -> None:
    assert ines.run("releases", "--token", TEACH) == 2
