"""Large bodies: from nobody unknown, in turn, and none that becomes a gigabyte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from classroom.errors import ClassroomError
from classroom.settings import PREFIX
from classroom.web.body import MOST_PARTS, USUAL, Turns, read_object
from tests.classroom.web.conftest import Service

BODY = b'{"content": "YQ=="}'
NOBODYS_HELP = f"{PREFIX}api/help/1/copy"


@pytest.mark.parametrize("part", [b"[],", b"{},", b'"",', b"1,", b'{"a":1},'])
def test_what_would_become_too_many_objects_is_not_read(part: bytes) -> None:
    data = b'{"files": [' + part * MOST_PARTS + b"0]}"
    with pytest.raises(ClassroomError, match="bad-request"):
        read_object(data)


def test_a_large_text_is_no_trouble() -> None:
    assert read_object(b'{"a": "' + b"A" * 2**20 + b'"}') == {"a": "A" * 2**20}


@dataclass
class Sender:
    """A lab that sends as it likes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def begin(self, token: str, length: int = len(BODY)) -> None:
        """Send what stands above the body."""
        self.writer.write(
            f"PUT {NOBODYS_HELP} HTTP/1.1\r\nHost: x\r\nAuthorization: token {token}\r\n"
            f"Content-Length: {length}\r\n\r\n".encode()
        )
        await self.writer.drain()

    async def answer(self) -> bytes:
        """Return the first line of the answer."""
        async with asyncio.timeout(10):
            return await self.reader.readline()


@asynccontextmanager
async def sender(service: Service) -> AsyncIterator[Sender]:
    port = service.client.base_url.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Sender(reader, writer)
    finally:
        writer.close()


async def test_nothing_is_read_from_who_is_not_known(service: Service) -> None:
    async with sender(service) as stranger:
        await stranger.begin("nobody", 8 * 2**20)
        assert b" 403 " in await stranger.answer()


async def test_two_at_once_of_one_student_wait_for_each_other(service: Service) -> None:
    async with sender(service) as slow, sender(service) as second, sender(service) as other:
        await slow.begin("ada")
        await turn_taken(service, 1)
        await second.begin("ada")
        second.writer.write(BODY)
        await other.begin("tina")
        other.writer.write(BODY)
        assert b" 404 " in await other.answer(), "another person does not wait"
        waiting = asyncio.create_task(second.answer())
        assert not (await asyncio.wait([waiting], timeout=0.2))[0], "it did not wait"
        slow.writer.close()  # and goes away in the middle
        assert b" 404 " in await waiting
    await turn_taken(service, 0)  # none is lost


async def turn_taken(service: Service, number: int) -> None:
    async with asyncio.timeout(10):
        while turns(service).taken != number:
            await asyncio.sleep(0.005)


def turns(service: Service) -> Turns:
    found: Turns = service.application.settings.setdefault("large_bodies", Turns())
    return found


async def test_usual_bodies_do_not_wait_for_large_ones() -> None:
    turns = Turns(usual=2, large=1)
    await turns.take("ada", USUAL + 1)
    late = asyncio.create_task(turns.take("bob", USUAL + 1))
    async with asyncio.timeout(10):
        await turns.take("cyd", USUAL)
    assert not late.done()
    turns.give_back("ada")
    async with asyncio.timeout(10):
        await late
    assert turns.taken == 2
