"""The reconciler's decisions, and that one pair's trouble stops no other's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    made = plan([state(*found)], known, NOW - timedelta(seconds=300))
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
    await reconcile(pairs, [eve], NOW)
    assert pairs.stopped == [BOB]
    assert eve.releases == [4]


class Latecomers:
    """Servers of which one becomes known only at a later look."""

    def __init__(self, *looks: list[ReviveLog]) -> None:
        self.looks = list(looks)

    def __iter__(self) -> Iterator[ReviveLog]:
        return iter(self.looks.pop(0) if len(self.looks) > 1 else self.looks[0])


async def test_who_presses_start_during_the_look_keeps_the_server() -> None:
    """The list of containers is old by the time its turn comes; what the hub knows is not."""
    pairs: Any = StubbornPairs([state(BOB, RUNS, RUNS, 900)])
    todo = await reconcile(pairs, Latecomers([], [ReviveLog(BOB)]), NOW)
    assert todo.remove == (BOB,)
    assert pairs.stopped == []
