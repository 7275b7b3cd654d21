"""`python -m llmhub.app -f jupyterhub_config.py`: the hub's process.

JupyterHub with the lab's two addresses, and beside it the look after pairs it lost sight of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from llmhub import reconciler
from llmhub.delivery.runner import Runner
from llmhub.delivery.servers import RunningServers
from llmhub.jobs import orphans
from llmhub.jobs.desk import desk
from llmhub.lab import lab
from llmhub.origins.application import LabHub
from llmhub.spawner import LabSpawner


class KnownServers:
    """The servers that the hub knows to run or to be on their way; read anew at each look."""

    def __init__(self, hub: LabHub) -> None:
        self._hub = hub

    def __iter__(self) -> Iterator[LabSpawner]:
        for user in list(self._hub.users.values()):
            for spawner in list(user.spawners.values()):
                if isinstance(spawner, LabSpawner) and (spawner.active or spawner.pending):
                    yield spawner


class WatchfulHub(LabHub):
    """The hub, and beside it the reconciler and whoever carries out updates of labs and jobs."""

    _look_after: asyncio.Task[None] | None = None
    _deliver: asyncio.Task[None] | None = None

    _look_after_jobs: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start as the hub does, then look after the pairs, their updates and the jobs."""
        await super().start()
        shared = lab()
        self._look_after = asyncio.ensure_future(
            reconciler.run_for_ever(
                shared.pairs,
                KnownServers(self),
                shared.settings.reconcile_interval,
                shared.settings.orphan_age,
            )
        )
        runner = Runner(self.db, shared.pairs, RunningServers(self), self.bell, shared.layout)
        self._deliver = asyncio.ensure_future(runner.run_for_ever())
        interval = shared.settings.reconcile_interval
        self._look_after_jobs = asyncio.ensure_future(
            orphans.run_for_ever(shared.jobs, shared.layout, desk().under_way, interval)
        )


if __name__ == "__main__":
    WatchfulHub.launch_instance()
