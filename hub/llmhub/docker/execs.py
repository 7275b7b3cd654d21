"""A command inside a student's container: the student decides what it says and whether it ends.

So nothing here waits longer, or keeps more, than the caller allows.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from math import ceil
from typing import Any

import docker
import requests

from llmhub.errors import PairError

Client = docker.APIClient

STDOUT = 1
HEADER = struct.Struct(">BxxxL")  # of a frame: which stream, how many bytes follow
CHUNK = 64 * 2**10
LOOK_INTERVAL = 0.05  # seconds between two looks whether a silent command has ended


class Clock:
    """The time that is left for one command."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, or raise PairError `exec-too-long`."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise too_long()
        return left


def run(
    client: Client, name: str, command: Sequence[str], clock: Clock, limit: int
) -> tuple[int, str]:
    """Run a command in a container; exit code and what it wrote to its standard output.

    What it writes to standard error counts for the limit, in bytes, and is dropped.
    """
    usual, client.timeout = client.timeout, ceil(clock.left())
    try:
        made = client.exec_create(name, list(command))["Id"]
        output = _output(client, made, clock, limit)
        return _exit_code(client, made, clock), output.decode("utf-8", "replace")
    except requests.exceptions.Timeout as error:
        raise too_long() from error
    finally:
        client.timeout = usual


def _output(client: Client, made: str, clock: Clock, limit: int) -> bytes:
    stream: Any = client.exec_start(made, socket=True)
    answer = stream._response
    # docker-py gives the bare socket; what came along with the head is in the buffer above it.
    reader = answer.raw._fp.fp
    received = bytearray()
    try:
        while True:
            stream._sock.settimeout(clock.left())
            data = reader.read1(CHUNK)
            if not data:
                return standard_output(received)
            received += data
            if len(received) > limit:
                raise PairError("exec-too-much", "A command in the lab wrote far too much.")
    except TimeoutError as error:
        raise too_long() from error
    finally:
        answer.close()


def standard_output(received: bytes | bytearray) -> bytes:
    """Return what belongs to the standard output; a frame that was cut off counts as it is."""
    output, at = bytearray(), 0
    while at + HEADER.size <= len(received):
        stream, length = HEADER.unpack_from(received, at)
        at += HEADER.size
        if stream == STDOUT:
            output += received[at : at + length]
        at += length
    return bytes(output)


def _exit_code(client: Client, made: str, clock: Clock) -> int:
    """Wait for the end: a command may close its output long before."""
    while (found := client.exec_inspect(made))["Running"]:
        time.sleep(min(LOOK_INTERVAL, clock.left()))
    return int(found["ExitCode"])


def too_long() -> PairError:
    """Return the error of a command that did not end in time."""
    return PairError("exec-too-long", "A command in the lab did not end in time: try again later.")
