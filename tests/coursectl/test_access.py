"""Where the course is, and which token opens it: the own, and none that others can read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from coursectl import access
from coursectl.access import Access, Places
from coursectl.errors import CourseError
from tests.coursectl.terminal import Terminal
from tests.fakes.course_api import TEACH

LAB = {"LLMHUB_COURSE_URL": "http://10.2.0.1:8082/services/course"}
TOKEN = {"JUPYTERHUB_API_TOKEN": "lab-token-1"}


@pytest.fixture
def files(tmp_path: Path) -> Places:
    return access.places(tmp_path)


def store(files: Places, token: str = "", **settings: object) -> None:
    files.folder.mkdir(parents=True, exist_ok=True)
    if settings:
        files.settings.write_text(json.dumps(settings))
    if token:
        files.token.write_text(token)
        files.token.chmod(0o600)


def code_of(*arguments: object) -> str:
    with pytest.raises(CourseError) as caught:
        access.find(*arguments)  # type: ignore[arg-type]
    return caught.value.code


def test_a_lab_has_its_own(files: Places) -> None:
    found = access.find("", None, LAB | TOKEN, files)
    assert (found.url, found.token) == (LAB["LLMHUB_COURSE_URL"], "lab-token-1")


def test_what_was_stored_goes_before_the_labs(files: Places) -> None:
    store(files, "stored-token\n", url="https://hub.example")
    found = access.find("", None, LAB | TOKEN, files)
    assert (found.url, found.token) == (LAB["LLMHUB_COURSE_URL"], "stored-token")
    assert found.source == str(files.token)
    assert access.find("", None, {}, files).url == "https://hub.example/services/course"


def test_what_is_said_goes_before_all(files: Places, tmp_path: Path) -> None:
    store(files, "stored-token", url="https://hub.example")
    said = tmp_path / "other"
    said.write_text("other-token")
    said.chmod(0o600)
    found = access.find("https://said.example/x/", said, LAB | TOKEN, files)
    assert (found.url, found.token) == ("https://said.example/x", "other-token")


def test_the_labs_token_goes_to_the_hubs_address_alone(files: Places) -> None:
    assert code_of("https://elsewhere.example", None, LAB | TOKEN, files) == "no-token"
    store(files, url="https://elsewhere.example")
    assert code_of("", None, TOKEN, files) == "no-token"


def test_a_token_is_never_shown() -> None:
    assert "secret" not in repr(Access("https://hub.example", "secret-token", "this lab"))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "no-address"),
        ("hub.example", "bad-address"),
        ("ftp://hub.example", "bad-address"),
        ("file:///etc/passwd", "bad-address"),
        ("https://", "bad-address"),
        ("https://hub.example:99999", "bad-address"),
        ("https://hub.example/a b", "bad-address"),
        ("https://hub.example/\r\nX: y", "bad-address"),
        ("https://me:word@hub.example", "bad-address"),
        ("https://hub.example?x=1", "bad-address"),
        ("https://hüb.example", "bad-address"),
        ("http://hub.example", "plain-address"),
        ("http://93.184.216.34", "plain-address"),
        ("http://127.0.0.1.hub.example", "plain-address"),
    ],
)
def test_an_address_that_will_not_do(files: Places, url: str, code: str) -> None:
    store(files, "stored-token")
    assert code_of(url, None, {}, files) == code


@pytest.mark.parametrize(
    "url", ["http://localhost:8010", "http://127.0.0.1:8010", "http://192.168.1.5", "http://[::1]"]
)
def test_a_network_of_ones_own_needs_no_encryption(url: str) -> None:
    assert access.checked_url(url) == f"{url}/services/course"


def test_without_encryption_only_where_that_was_said(files: Places) -> None:
    store(files, "stored-token", url="http://hub.example", plain=True)
    assert access.find("", None, {}, files).url == "http://hub.example/services/course"
    assert code_of("http://other.example", None, {}, files) == "plain-address"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_token_that_others_can_read_is_refused(ines: Terminal, mode: int) -> None:
    ines.token_file.chmod(mode)
    assert ines.run("releases") == 1
    assert "[not-private]" in ines.err.replace("\n", " ")


def test_a_token_of_somebody_else_is_refused(
    ines: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: ines.token_file.stat().st_uid + 1)
    assert ines.run("releases") == 1
    assert "[not-private]" in ines.err.replace("\n", " ")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("nothing", "no-token"),
        ("link", "bad-file"),
        ("pipe", "bad-file"),
        ("folder", "bad-file"),
        ("empty", "bad-token"),
        ("two lines", "bad-token"),
        ("not text", "bad-file"),
        ("too long", "bad-file"),
    ],
)
def test_what_is_no_token(ines: Terminal, kind: str, code: str) -> None:
    path = ines.token_file
    path.unlink()
    if kind == "link":
        (ines.home / "real").write_text(TEACH)
        path.symlink_to(ines.home / "real")
    elif kind == "pipe":
        os.mkfifo(path, 0o600)
    elif kind == "folder":
        path.mkdir(mode=0o700)
    elif kind != "nothing":
        ines.keep(
            {"empty": "", "two lines": "a" * 20 + "\nX: y", "too long": "a" * 5000}.get(kind, "")
        )
    if kind == "not text":
        path.write_bytes(b"\xff" * 20)
    assert ines.run("releases") == 1
    assert f"[{code}]" in ines.err
    assert ines.out == ""


def test_a_named_token_file_that_is_not_there(ines: Terminal) -> None:
    assert ines.run("releases", "--token-file", "nowhere") == 1
    assert "no nowhere" in ines.err.replace("\n", " ")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url"', "[" * 4000, '{"plain": true}'])
def test_settings_that_are_none(ines: Terminal, content: str) -> None:
    (ines.token_file.parent / "course.json").write_text(content)
    assert ines.run("releases") == 1
    assert "[bad-file]" in ines.err.replace("\n", " ")
