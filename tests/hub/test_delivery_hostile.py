"""One push to a class with traps in it, the labs being folders and processes of this machine."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from llmhub.docker import execs
from llmhub.pair import EXEC_BYTES, EXEC_SECONDS, PairKey
from tests.fakes.klass import RUNS
from tests.fakes.pairs import FakePairs
from tests.hub.hostile_push_contract import FINE, TRAPS, HostilePushContract, Labs

PROGRAM = (
    "import runpy, sys; sys.path[:0] = {}; runpy.run_module(sys.argv.pop(1), run_name='__main__')"
)


class Folders(Labs, FakePairs):
    """Labs without containers; the update is the real one."""

    rights = os.geteuid() != 0

    def __init__(self, top: Path) -> None:
        FakePairs.__init__(self)
        self.answer = RUNS
        self.pairs = self
        self.top = top
        self.releases = top / "releases"
        self.left: list[subprocess.Popen[bytes]] = []
        for user in (*FINE, *TRAPS):
            self.home(user).mkdir(parents=True)
            self.outside(user).mkdir()

    def home(self, user: str) -> Path:
        return self.top / user / "home"

    def outside(self, user: str) -> Path:
        return self.top / user / "outside"

    def seen(self, user: str) -> str:
        return str(self.outside(user))

    def give(self, user: str) -> None:
        """They are this account's already."""

    async def leave(self, user: str, program: str, *words: str) -> None:
        command = [sys.executable, "-c", program, str(self.home(user)), *words]
        self.left.append(subprocess.Popen(command))

    async def exec(
        self,
        key: PairKey,
        command: Sequence[str],
        seconds: float = EXEC_SECONDS,
        limit: int = EXEC_BYTES,
    ) -> tuple[int, str]:
        """Run the update with this machine's paths, for so long at most."""
        own = {"/home/student": str(self.home(key.user))}
        words = [own.get(one, one).replace("/opt/course", str(self.top)) for one in command]
        update = (sys.executable, "-c", PROGRAM.format(sys.path), *words[3:])
        started = await asyncio.create_subprocess_exec(*update, stdout=subprocess.PIPE)
        try:
            async with asyncio.timeout(seconds):
                output, _ = await started.communicate()
        except TimeoutError:
            raise execs.too_long() from None
        finally:
            if started.returncode is None:
                started.kill()
                await started.wait()
        return started.returncode or 0, output.decode()


@pytest.fixture
def labs(tmp_path: Path) -> Iterator[Folders]:
    made = Folders(tmp_path)
    yield made
    for one in made.left:
        one.kill()
        one.wait()


class TestFolders(HostilePushContract):
    """The contract without containers."""
