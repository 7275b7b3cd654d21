"""A token that opens more than a lab does not belong into one: whoever keeps it there is told."""

from __future__ import annotations

import pytest

from tests.coursectl.terminal import Terminal
from tests.fakes.course_api import ATTEND, TEACH, CourseService


@pytest.fixture
def in_a_lab(bare: Terminal, monkeypatch: pytest.MonkeyPatch, service: CourseService) -> None:
    # After `bare`, which takes all of a lab's environment away.
    monkeypatch.setenv("LLMHUB_COURSE_URL", service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", ATTEND)


def said(terminal: Terminal) -> str:
    """Return what was said beside the answer, as one line."""
    return " ".join(terminal.err.split())


def is_warned(terminal: Terminal) -> bool:
    """Say whether one sentence names danger, file and ways out."""
    text = said(terminal)
    words = ("can read", str(terminal.token_file), "own computer", "expires", "delete", "rm ")
    return all(word in text for word in words) and text.count(". ") == 0 and text[-1] == "."


@pytest.mark.usefixtures("in_a_lab")
def test_who_logs_in_within_a_lab_is_warned(
    bare: Terminal, service: CourseService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: TEACH)
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("a lab knows the address"))
    assert bare.run("login") == 0
    assert is_warned(bare)
    assert TEACH not in bare.out + bare.err


@pytest.mark.usefixtures("in_a_lab")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_every_use_of_such_a_token_warns_beside_the_answer(
    ines: Terminal, words: tuple[str, ...]
) -> None:
    assert ines.run("releases", *words) == 0
    assert is_warned(ines)
    assert "can read" not in ines.out


@pytest.mark.usefixtures("in_a_lab")
def test_a_named_file_is_no_better_place(ines: Terminal) -> None:
    path = ines.home / "mine"
    ines.token_file.rename(path)
    assert ines.run("releases", "--token-file", str(path)) == 0
    assert str(path) in said(ines)


@pytest.mark.parametrize("missing", ["LLMHUB_COURSE_URL", "JUPYTERHUB_API_TOKEN"])
@pytest.mark.usefixtures("in_a_lab")
def test_on_ones_own_computer_there_is_nothing_to_say(
    ines: Terminal, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    assert ines.run("releases") == 0
    assert ines.err == ""


def test_the_labs_own_token_is_nothing_to_say_either(ada: Terminal) -> None:
    assert ada.run("llmlab", "submit", "week3") == 0
    assert ada.err == ""
