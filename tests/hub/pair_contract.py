"""The contract of `llmhub.pair.Pairs`: every engine's implementation passes these tests.

An engine's test module subclasses `PairContract` and gives the fixtures `pairs` (the
implementation), `make_spec` (a function from a key to a startable PairSpec) and `sabotage` (an
object that ends or breaks parts behind the implementation's back).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from llmhub.errors import PairError
from llmhub.pair import Health, PairKey, Pairs, PairSpec, Part
from tests.hub.sabotage import Sabotage

ADA, BOB = PairKey("ada"), PairKey("bob")


MakeSpec = Callable[[PairKey], PairSpec]


async def becomes(pairs: Pairs, key: PairKey, part: Part, health: Health) -> None:
    """Wait until a part is as expected; fails after ten seconds."""
    for _ in range(100):
        if getattr(await pairs.state(key), part.value).health is health:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{part} of {key} did not become {health}: {await pairs.state(key)}")


class PairContract:
    """What every implementation holds."""

    async def test_start_runs_both_parts(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        address = await pairs.start(make_spec(ADA))
        await becomes(pairs, ADA, Part.NOTEBOOK, Health.RUNNING)
        await becomes(pairs, ADA, Part.SIDECAR, Health.RUNNING)
        assert await pairs.address(ADA) == address
        assert (await pairs.state(ADA)).release == 1

    async def test_parts_share_loopback(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        await pairs.start(make_spec(ADA))
        for _ in range(50):
            code, text = await pairs.exec(ADA, ["curl", "-s", "http://127.0.0.1:11434/api/version"])
            if code == 0:
                break
            await asyncio.sleep(0.1)
        assert "version" in text

    async def test_stop_leaves_nothing(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        await pairs.start(make_spec(ADA))
        await pairs.stop(ADA)
        assert not (await pairs.state(ADA)).notebook.is_there
        assert list(await pairs.all()) == []

    async def test_stop_of_absent_pair_is_no_error(self, pairs: Pairs) -> None:
        await pairs.stop(BOB)
        assert not (await pairs.state(BOB)).is_running

    async def test_start_replaces_older_pair(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        await pairs.start(make_spec(ADA))
        first = (await pairs.state(ADA)).notebook.since
        await pairs.start(make_spec(ADA))
        assert (await pairs.state(ADA)).notebook.since != first
        assert len(await pairs.all()) == 1

    async def test_second_server_beside_the_first(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        gpu = PairKey("ada", "gpu")
        await pairs.start(make_spec(ADA))
        await pairs.start(make_spec(gpu))
        assert [state.key for state in await pairs.all()] == [ADA, gpu]
        await pairs.stop(ADA)
        assert (await pairs.state(gpu)).is_running
        assert (await pairs.state(gpu)).sidecar.health is Health.RUNNING

    async def test_dead_sidecar_leaves_notebook_running(
        self, pairs: Pairs, make_spec: MakeSpec, sabotage: Sabotage
    ) -> None:
        await pairs.start(make_spec(ADA))
        sabotage.kill(ADA, Part.SIDECAR)
        await becomes(pairs, ADA, Part.SIDECAR, Health.EXITED)
        assert (await pairs.state(ADA)).needs_sidecar
        await pairs.revive(make_spec(ADA))
        await becomes(pairs, ADA, Part.SIDECAR, Health.RUNNING)
        code, _ = await pairs.exec(ADA, ["true"])
        assert code == 0

    async def test_revive_leaves_running_sidecar_alone(
        self, pairs: Pairs, make_spec: MakeSpec
    ) -> None:
        await pairs.start(make_spec(ADA))
        before = (await pairs.state(ADA)).sidecar.since
        await pairs.revive(make_spec(ADA))
        assert (await pairs.state(ADA)).sidecar.since == before

    async def test_dead_notebook_is_told_and_cleaned_up(
        self, pairs: Pairs, make_spec: MakeSpec, sabotage: Sabotage
    ) -> None:
        await pairs.start(make_spec(ADA))
        sabotage.kill(ADA, Part.NOTEBOOK)
        await becomes(pairs, ADA, Part.NOTEBOOK, Health.EXITED)
        state = await pairs.state(ADA)
        assert not state.is_running
        assert state.notebook.exit_code == 137
        await pairs.stop(ADA)
        assert list(await pairs.all()) == []

    async def test_missing_image_leaves_nothing(
        self, pairs: Pairs, make_spec: MakeSpec, sabotage: Sabotage
    ) -> None:
        for broken in (sabotage.without_image, sabotage.without_sidecar_image):
            with pytest.raises(PairError) as caught:
                await pairs.start(broken(make_spec(ADA)))
            assert caught.value.code == "image-missing"
            assert list(await pairs.all()) == []

    async def test_cancelled_start_leaves_nothing(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        start = asyncio.ensure_future(pairs.start(make_spec(ADA)))
        await asyncio.sleep(0.05)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
        assert list(await pairs.all()) == []

    async def test_start_and_stop_of_one_student_never_mix(
        self, pairs: Pairs, make_spec: MakeSpec
    ) -> None:
        """Whatever comes in whatever order: one whole pair, or none."""
        start, again = pairs.start(make_spec(ADA)), pairs.start(make_spec(ADA))
        revive = pairs.revive(make_spec(ADA))
        await asyncio.gather(start, revive, again, pairs.stop(BOB))
        assert [state.needs_sidecar for state in await pairs.all()] == [False]
        await asyncio.gather(pairs.stop(ADA), pairs.revive(make_spec(ADA)), pairs.stop(ADA))
        assert list(await pairs.all()) == []

    async def test_out_of_memory_is_told_and_cleaned_up(
        self, pairs: Pairs, make_spec: MakeSpec, sabotage: Sabotage
    ) -> None:
        await pairs.start(sabotage.with_greedy_notebook(make_spec(ADA)))
        await becomes(pairs, ADA, Part.NOTEBOOK, Health.EXITED)
        assert (await pairs.state(ADA)).notebook.out_of_memory
        await pairs.stop(ADA)
        assert list(await pairs.all()) == []

    async def test_start_that_is_given_up_twice_leaves_nothing_and_harms_no_later_one(
        self, pairs: Pairs, make_spec: MakeSpec
    ) -> None:
        """As when Stop is pressed again during a start, and Start after it."""
        start = asyncio.ensure_future(pairs.start(make_spec(ADA)))
        await asyncio.sleep(0.05)
        start.cancel()
        await asyncio.sleep(0)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
        await pairs.start(make_spec(ADA))
        await asyncio.sleep(1)
        assert [state.is_running for state in await pairs.all()] == [True]
        assert not (await pairs.state(ADA)).needs_sidecar

    async def test_logs_of_parts(self, pairs: Pairs, make_spec: MakeSpec) -> None:
        await pairs.start(make_spec(ADA))
        for _ in range(50):
            text = await pairs.logs(ADA, Part.SIDECAR)
            if "Listening on" in text:
                break
            await asyncio.sleep(0.1)
        assert "Listening on" in text
        assert await pairs.logs(BOB, Part.NOTEBOOK) == ""

    async def test_usage_of_running_and_absent_parts(
        self, pairs: Pairs, make_spec: MakeSpec
    ) -> None:
        await pairs.start(make_spec(ADA))
        for _ in range(50):  # a process that has just begun has next to nothing of its own
            usage = await pairs.usage(ADA, Part.SIDECAR)
            if usage is not None and usage.memory > 2**20:
                break
            await asyncio.sleep(0.1)
        assert usage is not None
        assert usage.memory > 2**20
        assert usage.cpu_seconds > 0
        assert await pairs.usage(BOB, Part.SIDECAR) is None
