"""The contract of `llmhub.pair.Pairs` for commands in a lab: the student decides what they do.

An engine's test module subclasses `ExecContract` and gives the same fixtures as for `PairContract`.
"""

from __future__ import annotations

import asyncio
import time

import pytest

from llmhub.errors import PairError
from llmhub.pair import Pairs, Part
from tests.hub.pair_contract import ADA, BOB, MakeSpec
from tests.hub.sabotage import Sabotage

LASTING = {
    "sleeps": "sleep 60",
    "stopped": "kill -STOP $$; sleep 60",
    "deaf": "trap '' TERM INT HUP PIPE; while :; do sleep 1; done",
    "silent": "exec >&- 2>&-; sleep 60",
    "now and then": "while echo .; do sleep 0.2; done",
    "left behind": "sleep 60 & exit 0",
}
"""Commands that keep somebody waiting."""


async def still_answers(pairs: Pairs) -> None:
    """Check that a lab with such a command in it serves the hub as before."""
    assert await pairs.exec(ADA, ["echo", "well"]) == (0, "well\n")


class ExecContract:
    """What every implementation holds."""

    async def test_exec_tells_exit_code(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        await pairs.start(make_spec(ADA))
        assert await pairs.exec(ADA, ["sh", "-c", "id -u; exit 3"]) == (3, "21001\n")

    async def test_exec_keeps_errors_apart(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        await pairs.start(make_spec(ADA))
        command = ["sh", "-c", "echo said; echo warning >&2"]
        assert await pairs.exec(ADA, command) == (0, "said\n")

    @pytest.mark.parametrize("to", ["", ">&2"])
    async def test_exec_of_a_flood_is_cut(self, pairs: Pairs, make_spec: MakeSpec, to: str) -> None:
        await pairs.start(make_spec(ADA))
        with pytest.raises(PairError) as caught:
            await pairs.exec(ADA, ["sh", "-c", f"exec yes {to}"], seconds=30, limit=2**20)
        assert caught.value.code == "exec-too-much"
        await still_answers(pairs)

    @pytest.mark.parametrize("what", LASTING)
    async def test_exec_that_does_not_end_is_left(
        self, pairs: Pairs, make_spec: MakeSpec, what: str
    ) -> None:
        await pairs.start(make_spec(ADA))
        began = time.monotonic()
        with pytest.raises(PairError) as caught:
            await pairs.exec(ADA, ["sh", "-c", LASTING[what]], seconds=2)
        assert caught.value.code == "exec-too-long"
        assert time.monotonic() - began < 20
        await still_answers(pairs)

    async def test_exec_in_a_lab_that_ends_meanwhile_comes_back(
        self, pairs: Pairs, make_spec: MakeSpec, sabotage: Sabotage
    ) -> None:
        await pairs.start(make_spec(ADA))
        command = asyncio.ensure_future(pairs.exec(ADA, ["sh", "-c", "echo begun; sleep 60"]))
        await asyncio.sleep(1)
        sabotage.kill(ADA, Part.NOTEBOOK)
        async with asyncio.timeout(20):
            code, _ = await command
        assert code != 0

    async def test_exec_in_an_absent_lab_is_refused(self, pairs: Pairs) -> None:
        with pytest.raises(PairError) as caught:
            await pairs.exec(BOB, ["true"])
        assert caught.value.code == "not-found"
