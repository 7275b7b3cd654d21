"""Compares what runs with what the hub knows: removes orphans, revives dead model servers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from llmhub.errors import LabError
from llmhub.pair import PairKey, Pairs, PairState

log = logging.getLogger(__name__)


class Server(Protocol):
    """What the reconciler needs of a spawner."""

    @property
    def key(self) -> PairKey:
        """Which pair it is."""
        ...

    def revive_soon(self, release: int) -> None:
        """Start a dead model server again."""
        ...


@dataclass(frozen=True)
class Plan:
    """What is to be done."""

    remove: tuple[PairKey, ...] = ()
    revive: tuple[PairState, ...] = ()


def plan(
    found: Iterable[PairState], known: set[PairKey], now: datetime, orphan_age: timedelta
) -> Plan:
    """Decide what to remove and what to revive; pure.

    An orphan must have a certain age, for between a container's start and the hub's knowledge of
    it lie seconds; at the hub's own start nothing is under way, and the age may be zero.
    """
    remove, revive = [], []
    for state in found:
        if state.key in known:
            if state.needs_sidecar:
                revive.append(state)
        elif state.created is None or now - state.created >= orphan_age:
            remove.append(state.key)
    return Plan(tuple(remove), tuple(revive))


async def reconcile(pairs: Pairs, servers: Iterable[Server], orphan_age: timedelta) -> Plan:
    """Look once and do what is to be done; one pair's trouble stops no other's."""
    by_key = {server.key: server for server in servers}
    todo = plan(await pairs.all(), set(by_key), datetime.now(UTC), orphan_age)
    for key in todo.remove:
        log.warning("removing an orphan: %s", key)
        try:
            await pairs.stop(key)
        except LabError as error:
            log.warning("cannot remove the orphan %s: %s", key, error)
    for state in todo.revive:
        by_key[state.key].revive_soon(state.release)
    return todo


async def run_for_ever(
    pairs: Pairs, servers: Iterable[Server], interval: float, orphan_age: float
) -> None:
    """Reconcile at once with age zero, then every `interval` seconds; never gives up."""
    age = timedelta()
    while True:
        try:
            await reconcile(pairs, servers, age)
            age = timedelta(seconds=orphan_age)
        except Exception:  # the hub must go on, whatever Docker says
            log.exception("the reconciler's look failed; it tries again")
        await asyncio.sleep(interval)
