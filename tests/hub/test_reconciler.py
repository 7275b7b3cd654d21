"""The reconciler's decisions, and that one pair's trouble stops no other's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from llmhub.errors import PairError
from llmhub.pair import Health, PairKey, PairState, PartState
from llmhub.reconciler import plan, reconcile

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ADA, BOB = PairKey("ada"), PairKey("bob")
RUNS, DEAD, GONE = (
    PartState(Health.RUNNING),
    PartState(Health.EXITED, exit_code=137),
    PartState(),
)


def state(key: PairKey, notebook: PartState, sidecar: PartState, age: float) -> PairState:
    return PairState(key, notebook, sidecar, release=4, created=NOW - timedelta(seconds=age))


@pytest.mark.parametrize(
    ("found", "known", "remove", "revive"),
    [
        ((ADA, RUNS, RUNS, 900), {ADA}, (), ()),
        ((ADA, RUNS, DEAD, 900), {ADA}, (), (ADA,)),
        ((ADA, RUNS, GONE, 900), {ADA}, (), (ADA,)),
        ((ADA, DEAD, RUNS, 900), {ADA}, (), ()),  # the hub's own poll cleans up after it
        ((ADA, RUNS, RUNS, 900), set(), (ADA,), ()),
        ((ADA, DEAD, DEAD, 900), set(), (ADA,), ()),
        ((ADA, GONE, RUNS, 900), set(), (ADA,), ()),
        ((ADA, RUNS, RUNS, 10), set(), (), ()),  # a start under way
        ((ADA, RUNS, RUNS, 300), {BOB}, (ADA,), ()),
    ],
)
def test_plan(
    found: tuple[PairKey, PartState, PartState, float],
    known: set[PairKey],
    remove: tuple[PairKey, ...],
    revive: tuple[PairKey, ...],
) -> None:
    made = plan([state(*found)], known, NOW, timedelta(seconds=300))
    assert made.remove == remove
    assert tuple(item.key for item in made.revive) == revive


class StubbornPairs:
    """Pairs of which one cannot be removed."""

    def __init__(self, states: Sequence[PairState]) -> None:
        self.states, self.stopped = states, list[PairKey]()

    async def all(self) -> Sequence[PairState]:
        return self.states

    async def stop(self, key: PairKey) -> None:
        if key == ADA:
            raise PairError("docker-refused", "no")
        self.stopped.append(key)


class ReviveLog:
    """A spawner that notes the release it was asked to revive."""

    def __init__(self, key: PairKey) -> None:
        self.key, self.releases = key, list[int]()

    def revive_soon(self, release: int) -> None:
        self.releases.append(release)


async def test_one_stubborn_orphan_stops_nothing() -> None:
    eve = ReviveLog(PairKey("eve"))
    pairs: Any = StubbornPairs(
        [state(key, RUNS, part, 9e6) for key, part in ((ADA, RUNS), (BOB, RUNS), (eve.key, DEAD))]
    )
    await reconcile(pairs, [eve], timedelta(0))
    assert pairs.stopped == [BOB]
    assert eve.releases == [4]
