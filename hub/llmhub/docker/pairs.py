"""The student's pair as two Docker containers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import docker
from docker.errors import NotFound

from llmhub.docker import execs, reading
from llmhub.docker.containers import Place, container_name
from llmhub.docker.engine import Engine
from llmhub.docker.parts import KeepLog, Parts, tail
from llmhub.errors import PairError
from llmhub.pair import (
    EXEC_BYTES,
    EXEC_SECONDS,
    Address,
    PairKey,
    PairSpec,
    PairState,
    Part,
    Usage,
)

Client = docker.APIClient
T = TypeVar("T")


def forget_log(key: PairKey, part: Part, text: str) -> None:
    """Keep nothing of a crashed container; the default of `DockerPairs`."""


class DockerPairs:
    """All pairs of one hub on this host's Docker; implements `llmhub.pair.Pairs`.

    What changes a pair holds its student's lock: a start, a stop and a revival of one student
    never mix, and two servers of one student share volumes.
    """

    def __init__(self, instance: str, engine: Engine, keep_log: KeepLog = forget_log) -> None:
        self.place = Place(instance)
        self.engine = engine
        self._parts = Parts(self.place, keep_log)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[Any]] = set()

    def _lock(self, key: PairKey) -> asyncio.Lock:
        return self._locks.setdefault(key.user, asyncio.Lock())

    def _begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin what goes on to its end whoever stops waiting: a thread cannot be called back.

        Were the lock given up meanwhile, the thread would meet the next start's containers.
        """
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def start(self, spec: PairSpec) -> Address:
        """Start both parts afresh; failed or cancelled, nothing stays behind."""
        given_up = asyncio.Event()
        work = self._begin(self._start(spec, given_up))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            given_up.set()
            await asyncio.wait([work])
            raise

    async def _start(self, spec: PairSpec, given_up: asyncio.Event) -> Address:
        async with self._lock(spec.key):
            try:
                address = await self.engine.call(lambda client: self._parts.start(client, spec))
            except PairError:
                await self._stop(spec.key)
                raise
            if given_up.is_set():
                await self._stop(spec.key)
            return address

    async def revive(self, spec: PairSpec) -> None:
        """Start the sidecar again beside a running notebook."""
        await asyncio.shield(self._begin(self._revive(spec)))

    async def _revive(self, spec: PairSpec) -> None:
        async with self._lock(spec.key):
            await self.engine.call(lambda client: self._parts.revive(client, spec))

    async def stop(self, key: PairKey) -> None:
        """Stop and remove both parts, the sidecar first."""
        await asyncio.shield(self._begin(self._stop_alone(key)))

    async def _stop_alone(self, key: PairKey) -> None:
        async with self._lock(key):
            await self._stop(key)

    async def _stop(self, key: PairKey) -> None:
        await self.engine.call(lambda client: self._parts.stop(client, key))

    async def state(self, key: PairKey) -> PairState:
        """Tell how both parts are."""
        return await self.engine.call(lambda client: self._parts.state(client, key))

    async def all(self) -> Sequence[PairState]:
        """Tell the state of every pair that carries this hub's label."""
        return await self.engine.call(self._parts.all)

    async def logs(self, key: PairKey, part: Part, lines: int = 200) -> str:
        """Return the last lines of one part."""
        name = container_name(self.place, key, part)
        return await self.engine.call(lambda client: tail(client, name, lines))

    async def exec(
        self,
        key: PairKey,
        command: Sequence[str],
        seconds: float = EXEC_SECONDS,
        limit: int = EXEC_BYTES,
    ) -> tuple[int, str]:
        """Run a command in the notebook as the student, within bounds."""
        name, clock = container_name(self.place, key, Part.NOTEBOOK), execs.Clock(seconds)
        return await self.engine.call(
            lambda client: execs.run(client, name, command, clock, limit), again=False, slow=True
        )

    async def usage(self, key: PairKey, part: Part) -> Usage | None:
        """Tell what a part uses now."""
        name = container_name(self.place, key, part)

        def run(client: Client) -> Usage | None:
            try:
                return reading.usage(client.stats(name, stream=False, one_shot=True))
            except NotFound:
                return None

        return await self.engine.call(run)

    async def address(self, key: PairKey) -> Address | None:
        """Where the notebook answers."""
        name = container_name(self.place, key, Part.NOTEBOOK)

        def run(client: Client) -> Address | None:
            try:
                return reading.address(client.inspect_container(name), self.place)
            except NotFound:
                return None

        return await self.engine.call(run)
