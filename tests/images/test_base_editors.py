"""An update of labs speaks to the open JupyterLab, and never waits long for it."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from labsync import editors as labsync_editors
from labsync.update import open_home
from llmserver.editors import Editors


class Page:
    """A page that answers at once, or not at all."""

    def __init__(self, editors: Editors, *, answers: bool = True) -> None:
        self.editors, self.answers = editors, answers
        self.heard: list[Mapping[str, Any]] = []
        editors.opened(self)

    def say(self, words: Mapping[str, Any]) -> None:
        self.heard.append(words)
        if self.answers and words["kind"] == "save":
            self.editors.answered(self, words["number"])


def save_first(home: Path, seconds: float = 2.0) -> float:
    """Ask as an update does; return how long it took."""
    start = time.monotonic()
    with open_home(home) as folder:
        labsync_editors.save_first(folder, 3, seconds)
    return time.monotonic() - start


async def test_an_update_waits_until_every_page_has_saved(tmp_path: Path) -> None:
    editors = Editors()
    quick, slow = Page(editors), Page(editors, answers=False)
    async with await editors.listen(tmp_path):
        asking = asyncio.create_task(asyncio.to_thread(save_first, tmp_path))
        while not slow.heard:
            await asyncio.sleep(0.01)
        assert not asking.done()
        editors.answered(slow, slow.heard[0]["number"])
        assert await asking < 1.5
    assert quick.heard == slow.heard
    assert quick.heard[0]["week"] == 3


async def test_a_page_that_is_closed_is_not_waited_for(tmp_path: Path) -> None:
    editors = Editors()
    page = Page(editors, answers=False)
    asking = asyncio.create_task(editors.save(3, 30))
    while not page.heard:
        await asyncio.sleep(0)
    editors.closed(page)
    await asyncio.wait_for(asking, 1)


async def test_a_page_that_sleeps_costs_no_more_than_the_time(tmp_path: Path) -> None:
    editors = Editors()
    Page(editors, answers=False)
    start = time.monotonic()
    await editors.save(3, 0.1)
    assert time.monotonic() - start < 1


async def test_pages_hear_what_an_update_did(tmp_path: Path) -> None:
    editors = Editors()
    page = Page(editors)
    report = {"week": 3, "files": [{"path": "lab.ipynb", "state": "merged"}]}
    async with await editors.listen(tmp_path):
        with open_home(tmp_path) as folder:
            await asyncio.to_thread(labsync_editors.tell, folder, report)
    assert page.heard == [{"kind": "updated", "week": 3, "report": report}]


@pytest.mark.parametrize("words", [b"no json\n", b"[]\n", b'{"ask": "save"}\n', b"{}", b"\n"])
async def test_nonsense_is_hung_up_on(tmp_path: Path, words: bytes) -> None:
    editors = Editors()
    async with await editors.listen(tmp_path):
        reader, writer = await asyncio.open_unix_connection(tmp_path / ".llmhub/editors.sock")
        writer.write(words)
        writer.write_eof()
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


def test_without_a_server_an_update_does_not_wait(tmp_path: Path) -> None:
    assert save_first(tmp_path) < 1
    (tmp_path / ".llmhub").mkdir()
    assert save_first(tmp_path) < 1
    (tmp_path / ".llmhub/editors.sock").write_text("a plain file")
    assert save_first(tmp_path) < 1


def test_a_socket_that_never_answers_costs_no_more_than_the_time(tmp_path: Path) -> None:
    (tmp_path / ".llmhub").mkdir()
    with socket.socket(socket.AF_UNIX) as silent, pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / ".llmhub")  # the whole path may be too long for a socket
        silent.bind("editors.sock")
        silent.listen()
        took = save_first(tmp_path, 0.2)
    assert 0.1 < took < 1.5


async def test_a_report_too_long_is_told_without_its_files(tmp_path: Path) -> None:
    editors = Editors()
    page = Page(editors)
    report = {"week": 3, "files": [{"path": "x" * 1000, "state": "merged"}] * 1000}
    assert len(json.dumps(report)) > 512 * 1024
    async with await editors.listen(tmp_path):
        with open_home(tmp_path) as folder:
            await asyncio.to_thread(labsync_editors.tell, folder, report)
    assert page.heard[0]["report"] == {"week": 3, "files": []}
