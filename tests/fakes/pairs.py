"""A fake engine of pairs: starts nothing, and says what the test wants."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from llmhub.errors import PairError
from llmhub.pair import EXEC_BYTES, EXEC_SECONDS, Address, PairKey, PairSpec, PairState, Part, Usage

Lab = Callable[[PairKey, Sequence[str]], Awaitable[str]]
"""What a command in somebody's lab writes; it may raise PairError, and take its time."""


async def silent(key: PairKey, command: Sequence[str]) -> str:
    return ""


class FakePairs:
    """An engine whose pairs listen on a port of the test's own."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.stopped: list[PairKey] = []
        self.errors: list[PairError] = []
        self.answer = PairState(PairKey("ada"))
        self.revived: list[PairSpec] = []
        self.started: list[PairSpec] = []
        self.missing_images: set[str] = set()
        self.lab: Lab = silent
        self.commands: list[tuple[PairKey, Sequence[str], float]] = []

    async def start(self, spec: PairSpec) -> Address:
        if self.errors:
            raise self.errors.pop()
        for part in (spec.notebook, spec.sidecar):
            if part is not None and part.image in self.missing_images:
                raise PairError("image-missing", f"An image is missing ({part.image}).")
        self.started.append(spec)
        return Address("127.0.0.1", self.port)

    async def stop(self, key: PairKey) -> None:
        self.stopped.append(key)

    async def state(self, key: PairKey) -> PairState:
        if self.errors:
            raise self.errors.pop()
        return self.answer

    async def revive(self, spec: PairSpec) -> None:
        self.revived.append(spec)

    async def all(self) -> Sequence[PairState]:
        return []

    async def address(self, key: PairKey) -> Address | None:
        if self.errors:
            raise self.errors.pop()
        return Address("127.0.0.1", self.port) if self.port else None

    async def logs(self, key: PairKey, part: Part, lines: int = 200) -> str:
        return f"last words of the {part.value}"

    async def usage(self, key: PairKey, part: Part) -> Usage | None:
        return None

    async def exec(
        self,
        key: PairKey,
        command: Sequence[str],
        seconds: float = EXEC_SECONDS,
        limit: int = EXEC_BYTES,
    ) -> tuple[int, str]:
        self.commands.append((key, command, seconds))
        return 0, await self.lab(key, command)
