"""What comes instead of an answer: each has a code and a sentence, and nothing is followed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from coursectl import client
from coursectl.access import Access
from coursectl.client import Client
from coursectl.errors import CourseError
from tests.coursectl.terminal import Terminal
from tests.fakes import course_api
from tests.fakes.course_api import TEACH, Answer, CourseService, error


def code_of(service: CourseService, seconds: float = 5) -> str:
    with pytest.raises(CourseError) as caught:
        Client(Access(service.url, TEACH, "a test"), seconds, seconds).get("releases")
    assert TEACH not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (error(404, "no-such-release", "There is no release 9."), "no-such-release"),
        (Answer(403, {"status": 403, "message": "Forbidden"}), "not-allowed"),
        (Answer(401, b"<html>"), "not-allowed"),
        (Answer(404, b""), "not-there"),
        (Answer(413, b""), "too-large"),
        (Answer(400, [1]), "refused"),
        (Answer(400, {"code": "Not A Code", "message": "x"}), "refused"),
        (Answer(400, b"[" * 60_000), "refused"),
        (Answer(500, b"x"), "service-down"),
        (Answer(503, {"message": "starting"}), "service-down"),
        (error(503, "hub-down"), "hub-down"),
        (Answer(302, b"", {"Location": "https://evil.example/"}), "redirected"),
        (Answer(307, b""), "redirected"),
        (Answer(200, b"<html>login</html>"), "not-json"),
        (Answer(200, b"[" * 100_000), "not-json"),
        (Answer(200, b"\xff\xfe\xfd"), "not-json"),
        (Answer(200, b"[]", {"Content-Length": "5"}), "service-down"),
    ],
)
def test_an_answer_that_is_none(service: CourseService, answer: Answer, code: str) -> None:
    service.say("GET", "releases", answer)
    assert code_of(service) == code


def test_a_redirection_is_not_followed(service: CourseService) -> None:
    with course_api.serve() as other:
        service.say("GET", "releases", Answer(307, b"", {"Location": f"{other.url}/api/releases"}))
        assert code_of(service) == "redirected"
        assert other.asked == []


def test_a_huge_answer_is_not_taken(
    service: CourseService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 1 << 20)
    service.say("GET", "releases", Answer(200, b" " * ((1 << 20) + 1)))
    assert code_of(service) == "answer-too-large"
    service.say("GET", "releases", Answer(200, b" " * (1 << 20)))
    assert Client(Access(service.url, TEACH, "a test")).get("releases") is None


def test_a_service_that_is_not_there(bare: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    bare.keep(TEACH)
    assert bare.run("releases", "--url", f"http://127.0.0.1:{port}") == 1
    assert "[service-down]" in bare.err.replace("\n", " ")
    assert TEACH not in bare.err


@contextmanager
def answering(*pieces: bytes) -> Iterator[CourseService]:
    """Answer one connection with these bytes, then leave it open until the end."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                for piece in pieces:
                    connection.sendall(piece)
                over.wait(30)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield CourseService(f"http://127.0.0.1:{listening.getsockname()[1]}")
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"HTTP/1.1 200 OK\r\n",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b"["),
        (b"SSH-2.0-OpenSSH\r\n",),
    ],
    ids=["silent", "half a head", "half a body", "no HTTP"],
)
def test_a_service_that_does_not_go_on(pieces: tuple[bytes, ...]) -> None:
    with answering(*pieces) as service:
        assert code_of(service, 0.3) == "service-down"


def test_an_answer_that_never_ends_is_broken_off(service: CourseService) -> None:
    service.say("GET", "releases", Answer(200, b"[]"))
    with pytest.raises(CourseError) as caught:
        Client(Access(service.url, TEACH, "a test"), 5, -1).get("releases")
    assert caught.value.code == "service-down"


def test_errors_for_programs(ines: Terminal, service: CourseService) -> None:
    service.say("GET", "releases", error(404, "no-such-thing", "There is \x1b[2Jnothing."))
    assert ines.run("releases", "--json") == 1
    assert ines.out == '{"code": "no-such-thing", "message": "There is \\\\x1b[2Jnothing."}\n'


@pytest.mark.parametrize(
    "words",
    [
        ("releases",),
        ("dates",),
        ("pushes",),
        ("show", "p1"),
        ("handins", "--week", "3"),
        ("mark", "--week", "3"),
        ("help-me",),
        ("audit",),
    ],
)
@pytest.mark.parametrize("body", [None, [], {}, "x", 7, {"pushes": 7, "audit": [7, None]}])
def test_an_answer_of_another_form_does_not_break_a_command(
    ines: Terminal, service: CourseService, words: tuple[str, ...], body: object
) -> None:
    for path in [*service.data, "pushes/p1"]:
        service.data[path] = body
    assert ines.run(*words) in (0, 1)
    assert "Traceback" not in ines.err
