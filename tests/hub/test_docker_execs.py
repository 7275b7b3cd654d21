"""A command in a container, whatever it does: the thread comes back, with all of it or none."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from llmhub.docker import execs
from llmhub.errors import PairError
from tests.fakes.exec_daemon import UPGRADED, Talk, exec_daemon, frame

COMMAND, LIMIT = ["true"], 10_000
SOON = 10  # seconds; what hangs, hangs for ever


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Set at the end of a test: a command that does not end waits for it."""
    event = threading.Event()
    yield event
    event.set()


def said(*pieces: bytes) -> Talk:
    """A command that says this and ends."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(UPGRADED)
        for piece in pieces:
            connection.sendall(piece)

    return talk


def run(path: Path, talk: Talk, seconds: float = SOON) -> tuple[int, str]:
    with exec_daemon(path / "docker.sock", talk) as (_, client):
        return execs.run(client, "lab", COMMAND, execs.Clock(seconds), LIMIT)


def refused(path: Path, talk: Talk, seconds: float = SOON) -> str:
    """Return the code of the refusal, which must come soon."""
    began = time.monotonic()
    with pytest.raises(PairError) as caught:
        run(path, talk, seconds)
    assert time.monotonic() - began < SOON
    return caught.value.code


def test_output_is_put_together_without_errors(tmp_path: Path) -> None:
    pieces = (frame(b"one "), frame(b"warning", stream=2), frame("zwö".encode()), frame(b""))
    assert run(tmp_path, said(*pieces)) == (0, "one zwö")


def test_output_that_comes_in_bits_is_put_together(tmp_path: Path) -> None:
    whole = frame(b"one ") + frame(b"two")
    assert run(tmp_path, said(*(whole[at : at + 1] for at in range(len(whole))))) == (0, "one two")


def test_output_that_comes_with_the_head_is_not_lost(tmp_path: Path) -> None:
    """As when the hub is busy and both lie in the socket before it looks."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(UPGRADED + frame(b"early "))
        connection.sendall(frame(b"late"))

    assert run(tmp_path, talk) == (0, "early late")


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    assert run(tmp_path, said(frame(b"a\xffb"))) == (0, "a\N{REPLACEMENT CHARACTER}b")


@pytest.mark.parametrize("stream", [1, 2])
def test_flood_is_cut(tmp_path: Path, stream: int) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(UPGRADED)
        while True:  # until the other end hangs up
            connection.sendall(frame(b"x" * 4000, stream))

    assert refused(tmp_path, talk) == "exec-too-much"


def test_as_much_as_is_allowed_passes(tmp_path: Path) -> None:
    whole = frame(b"x" * (LIMIT - 8))
    assert run(tmp_path, said(whole)) == (0, "x" * (LIMIT - 8))


def test_silence_ends(tmp_path: Path, over: threading.Event) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(UPGRADED)
        over.wait(SOON)

    assert refused(tmp_path, talk, seconds=0.3) == "exec-too-long"


def test_a_word_now_and_then_does_not_win_time(tmp_path: Path, over: threading.Event) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(UPGRADED)
        with suppress(OSError):
            while not over.wait(0.1):
                connection.sendall(frame(b"."))

    assert refused(tmp_path, talk, seconds=0.5) == "exec-too-long"


def test_last_word_does_not_win_time(tmp_path: Path, over: threading.Event) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(UPGRADED)
        over.wait(1.2)
        connection.sendall(frame(b"wait for me"))
        over.wait(SOON)

    began = time.monotonic()
    assert refused(tmp_path, talk, seconds=1.5) == "exec-too-long"
    assert time.monotonic() - began < 2.9


def test_engine_that_does_not_begin_ends(tmp_path: Path, over: threading.Event) -> None:
    def talk(connection: socket.socket) -> None:
        over.wait(SOON)

    assert refused(tmp_path, talk, seconds=1) == "exec-too-long"


def test_silent_end_of_output_is_not_the_end_of_the_command(tmp_path: Path) -> None:
    with exec_daemon(tmp_path / "docker.sock", said(frame(b"closed"))) as (daemon, client):
        daemon.running = True
        with pytest.raises(PairError) as caught:
            execs.run(client, "lab", COMMAND, execs.Clock(0.5), LIMIT)
    assert caught.value.code == "exec-too-long"


def test_time_spent_in_the_queue_counts(tmp_path: Path) -> None:
    assert refused(tmp_path, said(), seconds=0) == "exec-too-long"


def test_exit_code_is_told_and_the_client_is_as_patient_as_before(tmp_path: Path) -> None:
    with exec_daemon(tmp_path / "docker.sock", said()) as (daemon, client):
        daemon.exit_code = 3
        assert execs.run(client, "lab", COMMAND, execs.Clock(SOON), LIMIT) == (3, "")
        assert client.timeout == 20


@pytest.mark.parametrize(
    ("received", "output"),
    [
        (b"", b""),
        (frame(b"whole")[:-2], b"who"),
        (frame(b"whole") + b"\x01\x00\x00", b"whole"),
        (b"\x01\x00\x00\x00\xff\xff\xff\xffshort", b"short"),
    ],
)
def test_frames_that_were_cut_off_count_as_they_are(received: bytes, output: bytes) -> None:
    assert execs.standard_output(received) == output
