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


def plan(found: Iterable[PairState], known: set[PairKey], made_before: datetime) -> Plan:
    """Decide what to remove and what to revive; pure.

    Only what was made before a certain moment can be an orphan, for between a container's start
    and the hub's knowledge of it lie seconds.
    """
    remove, revive = [], []
    for state in found:
        if state.key in known:
            if state.needs_sidecar:
                revive.append(state)
        elif state.created is None or state.created <= made_before:
            remove.append(state.key)
    return Plan(tuple(remove), tuple(revive))


async def reconcile(pairs: Pairs, servers: Iterable[Server], made_before: datetime) -> Plan:
    """Look once and do what is to be done; one pair's trouble stops no other's.

    `servers` is read anew each time it is gone through: the list of containers takes a while,
    and whoever pressed Start meanwhile is known by now.
    """
    found = await pairs.all()
    by_key = {server.key: server for server in servers}
    todo = plan(found, set(by_key), made_before)
    for state in todo.revive:
        by_key[state.key].revive_soon(state.release)
    await asyncio.gather(*(remove(pairs, servers, key) for key in todo.remove))
    return todo


async def remove(pairs: Pairs, servers: Iterable[Server], key: PairKey) -> None:
    """Remove one orphan, unless it has become somebody's server.

    Nothing waits between this look and the pair's lock, so a start that comes later waits for
    the removal and makes a new pair.
    """
    if any(server.key == key for server in servers):
        return
    log.warning("removing an orphan: %s", key)
    try:
        await pairs.stop(key)
    except LabError as error:
        log.warning("cannot remove the orphan %s: %s", key, error)


async def run_for_ever(
    pairs: Pairs, servers: Iterable[Server], interval: float, orphan_age: float
) -> None:
    """Reconcile at once, then every `interval` seconds; never gives up.

    At the first look all that is older than this hub and unknown to it is an orphan, however
    young: whoever was starting it is gone. Later `orphan_age` seconds must have passed.
    """
    made_before = datetime.now(UTC)
    while True:
        try:
            await reconcile(pairs, servers, made_before)
        except Exception:  # the hub must go on, whatever Docker says
            log.exception("the reconciler's look failed; it tries again")
        await asyncio.sleep(interval)
        made_before = max(made_before, datetime.now(UTC) - timedelta(seconds=orphan_age))
