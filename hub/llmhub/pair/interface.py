"""The interface of a student's pair, held by one contract test suite for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from llmhub.pair.spec import Address, PairKey, PairSpec
from llmhub.pair.state import PairState, Part, Usage

EXEC_SECONDS, EXEC_BYTES = 60.0, 512 * 2**10
"""How long a command in a lab may take, and how much it may write, unless the caller says."""


class Pairs(Protocol):
    """All pairs of one hub on one engine.

    Every method may raise PairError with a stable code and a sentence; none leaves half a pair.
    """

    async def start(self, spec: PairSpec) -> Address:
        """Start both parts afresh; what is left of an older pair with that key is removed first.

        Returns as soon as the notebook's container runs; the model server comes up beside it.
        Cancelled or failed: nothing stays behind.
        """
        ...

    async def revive(self, spec: PairSpec) -> None:
        """Start the sidecar again beside a running notebook; nothing happens if it runs."""
        ...

    async def stop(self, key: PairKey) -> None:
        """Stop and remove both parts, whatever state they are in; absent parts are no error."""
        ...

    async def state(self, key: PairKey) -> PairState:
        """Tell how both parts are."""
        ...

    async def all(self) -> Sequence[PairState]:
        """Tell the state of every pair of this hub, known to the hub or not."""
        ...

    async def logs(self, key: PairKey, part: Part, lines: int = 200) -> str:
        """Return the last lines that the part wrote; "" if it is absent."""
        ...

    async def exec(
        self,
        key: PairKey,
        command: Sequence[str],
        seconds: float = EXEC_SECONDS,
        limit: int = EXEC_BYTES,
    ) -> tuple[int, str]:
        """Run a command in the notebook as the student; exit code and standard output.

        The student owns whatever runs there, and may stop it or let it write for ever. After
        `seconds` PairError `exec-too-long`, after `limit` bytes (standard error counts too)
        `exec-too-much`; the command itself may run on.
        """
        ...

    async def usage(self, key: PairKey, part: Part) -> Usage | None:
        """Tell what a part uses; None if it does not run."""
        ...

    async def address(self, key: PairKey) -> Address | None:
        """Where the notebook answers; None if it does not run."""
        ...
