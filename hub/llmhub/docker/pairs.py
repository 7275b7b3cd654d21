"""The student's pair as two Docker containers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import docker
from docker.errors import NotFound

from llmhub import names
from llmhub.docker import containers, reading, volumes
from llmhub.docker.containers import Place, container_name
from llmhub.docker.engine import Engine, ignore_missing
from llmhub.errors import PairError
from llmhub.pair import Address, Health, PairKey, PairSpec, PairState, Part, Usage

Client = docker.APIClient
KeepLog = Callable[[PairKey, Part, str], None]

SIDECAR_GRACE = 2  # seconds: Ollama needs none, and the notebook waits behind it
NOTEBOOK_GRACE = 8  # seconds: Jupyter shuts its kernels down first


def forget_log(key: PairKey, part: Part, text: str) -> None:
    """Keep nothing of a crashed container; the default of `DockerPairs`."""


class DockerPairs:
    """All pairs of one hub on this host's Docker; implements `llmhub.pair.Pairs`."""

    def __init__(self, instance: str, engine: Engine, keep_log: KeepLog = forget_log) -> None:
        self.place = Place(instance)
        self.engine = engine
        self._keep_log = keep_log

    async def start(self, spec: PairSpec) -> Address:
        """Start both parts afresh; failed or cancelled, nothing stays behind."""
        work = asyncio.ensure_future(self.engine.call(lambda client: self._start(client, spec)))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            # the thread goes on; wait for it, for what it starts later would be an orphan
            await asyncio.wait([work])
            await self.stop(spec.key)
            raise
        except PairError:
            await self.stop(spec.key)
            raise

    def _start(self, client: Client, spec: PairSpec) -> Address:
        self._remove(client, spec.key)
        for overlay in (*spec.notebook.overlays, *(spec.sidecar.overlays if spec.sidecar else ())):
            volumes.renew(client, self.place.instance, spec.key.user, overlay)
        asked = containers.notebook(self.place, spec)
        notebook = client.create_container(**asked)["Id"]
        client.start(notebook)
        if spec.sidecar is not None:
            self._start_sidecar(client, spec, notebook)
        address = reading.address(client.inspect_container(notebook), self.place, spec.port)
        if address is None:
            raise PairError("ended-at-once", "The notebook ended as soon as it began.")
        return address

    def _start_sidecar(self, client: Client, spec: PairSpec, notebook: str) -> None:
        asked = containers.sidecar(self.place, spec, notebook)
        client.start(client.create_container(**asked)["Id"])

    async def revive(self, spec: PairSpec) -> None:
        """Start the sidecar again beside a running notebook."""
        await self.engine.call(lambda client: self._revive(client, spec))

    def _revive(self, client: Client, spec: PairSpec) -> None:
        state = self._state(client, spec.key)
        if not state.needs_sidecar or spec.sidecar is None:
            return
        self._remove_part(client, spec.key, Part.SIDECAR)
        for overlay in spec.sidecar.overlays:
            volumes.ensure(client, self.place.instance, spec.key.user, overlay)
        self._start_sidecar(client, spec, container_name(self.place, spec.key, Part.NOTEBOOK))

    async def stop(self, key: PairKey) -> None:
        """Stop and remove both parts, the sidecar first."""
        await self.engine.call(lambda client: self._stop(client, key))

    def _stop(self, client: Client, key: PairKey) -> None:
        for part, grace in ((Part.SIDECAR, SIDECAR_GRACE), (Part.NOTEBOOK, NOTEBOOK_GRACE)):
            name = container_name(self.place, key, part)
            if self._is_running(client, name):
                ignore_missing(partial(client.stop, name, timeout=grace))
                ignore_missing(partial(client.remove_container, name, force=True))
            else:
                self._remove_part(client, key, part)
        volumes.remove_unused(client, self.place.instance, key.user)

    def _is_running(self, client: Client, name: str) -> bool:
        try:
            return bool(client.inspect_container(name)["State"]["Running"])
        except NotFound:
            return False

    def _remove(self, client: Client, key: PairKey) -> None:
        for part in (Part.SIDECAR, Part.NOTEBOOK):
            self._remove_part(client, key, part)

    def _remove_part(self, client: Client, key: PairKey, part: Part) -> None:
        """Remove one container; if it ended by itself its last lines are kept first."""
        name = container_name(self.place, key, part)
        try:
            state = reading.part_state(client.inspect_container(name))
        except NotFound:
            return
        if state.health is Health.EXITED and state.exit_code != 0:
            self._keep_log(key, part, _tail(client, name, 200))
        ignore_missing(lambda: client.remove_container(name, force=True))

    async def state(self, key: PairKey) -> PairState:
        """Tell how both parts are."""
        return await self.engine.call(lambda client: self._state(client, key))

    def _state(self, client: Client, key: PairKey) -> PairState:
        reports = []
        for part in Part:
            try:
                reports.append(client.inspect_container(container_name(self.place, key, part)))
            except NotFound:
                continue
        found = reading.pair_states(reports)
        return found[0] if found else PairState(key)

    async def all(self) -> Sequence[PairState]:
        """Tell the state of every pair that carries this hub's label."""
        return await self.engine.call(self._list)

    def _list(self, client: Client) -> list[PairState]:
        label = f"{names.LABEL_INSTANCE}={self.place.instance}"
        reports = []
        for item in client.containers(all=True, filters={"label": [label, names.LABEL_PART]}):
            try:
                reports.append(client.inspect_container(item["Id"]))
            except NotFound:  # gone between the two calls
                continue
        return reading.pair_states(reports)

    async def logs(self, key: PairKey, part: Part, lines: int = 200) -> str:
        """Return the last lines of one part."""
        name = container_name(self.place, key, part)
        return await self.engine.call(lambda client: _tail(client, name, lines))

    async def exec(self, key: PairKey, command: Sequence[str]) -> tuple[int, str]:
        """Run a command in the notebook as the student."""
        name = container_name(self.place, key, Part.NOTEBOOK)

        def run(client: Client) -> tuple[int, str]:
            made = client.exec_create(name, list(command))["Id"]
            output: bytes = client.exec_start(made)
            return int(client.exec_inspect(made)["ExitCode"]), output.decode("utf-8", "replace")

        return await self.engine.call(run, again=False)

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


def _tail(client: Client, name: str, lines: int) -> str:
    try:
        text: bytes = client.logs(name, tail=lines)
    except NotFound:
        return ""
    return text.decode("utf-8", "replace")
