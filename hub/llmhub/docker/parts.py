"""The two containers of a pair: made, looked at and removed by one thread at a time.

Blocking functions over a Docker client; `pairs` calls them, holding the student's lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import docker
from docker.errors import APIError, DockerException, NotFound

from llmhub import names
from llmhub.docker import containers, reading, volumes
from llmhub.docker.containers import Place, container_name
from llmhub.docker.engine import ignore_missing
from llmhub.errors import PairError
from llmhub.pair import Address, Health, PairKey, PairSpec, PairState, Part

Client = docker.APIClient
KeepLog = Callable[[PairKey, Part, str], None]

log = logging.getLogger(__name__)

SIDECAR_GRACE = 2  # seconds: Ollama needs none, and the notebook waits behind it
NOTEBOOK_GRACE = 8  # seconds: Jupyter shuts its kernels down first


class Parts:
    """The containers of all pairs of one hub."""

    def __init__(self, place: Place, keep_log: KeepLog) -> None:
        self.place = place
        self._keep_log = keep_log

    def start(self, client: Client, spec: PairSpec) -> Address:
        """Remove what is left of an older pair, then start both parts."""
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
        sidecar = client.create_container(**asked)["Id"]
        try:
            client.start(sidecar)
        except DockerException:
            # One that was made and never ran would look as if it were about to.
            ignore_missing(partial(client.remove_container, sidecar, force=True))
            raise

    def revive(self, client: Client, spec: PairSpec) -> None:
        """Start the sidecar again beside a running notebook; nothing happens if it runs."""
        state = self.state(client, spec.key)
        if not state.needs_sidecar or spec.sidecar is None:
            return
        self._remove_part(client, spec.key, Part.SIDECAR)
        for overlay in spec.sidecar.overlays:
            volumes.ensure(client, self.place.instance, spec.key.user, overlay)
        self._start_sidecar(client, spec, container_name(self.place, spec.key, Part.NOTEBOOK))

    def stop(self, client: Client, key: PairKey) -> None:
        """Stop and remove both parts, the sidecar first; crashed ones leave their last lines."""
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
            self._keep(key, part, tail(client, name, 200))
        ignore_missing(lambda: client.remove_container(name, force=True))

    def _keep(self, key: PairKey, part: Part, text: str) -> None:
        """Keep a crash's last lines if that can be: a full disk must not keep the container."""
        try:
            self._keep_log(key, part, text)
        except OSError as error:
            log.warning("the last lines of %s's %s are not kept: %s", key, part, error)

    def state(self, client: Client, key: PairKey) -> PairState:
        """Tell how both parts of one pair are."""
        reports = []
        for part in Part:
            try:
                reports.append(client.inspect_container(container_name(self.place, key, part)))
            except NotFound:
                continue
        found = reading.pair_states(reports)
        return found[0] if found else PairState(key)

    def all(self, client: Client) -> list[PairState]:
        """Tell the state of every pair that carries this hub's label."""
        label = f"{names.LABEL_INSTANCE}={self.place.instance}"
        reports = []
        for item in client.containers(all=True, filters={"label": [label, names.LABEL_PART]}):
            try:
                reports.append(client.inspect_container(item["Id"]))
            except NotFound:  # gone between the two calls
                continue
            except APIError as error:  # a broken one must not hide the others
                log.warning("Docker cannot tell how %s is: %s", item["Names"], error)
        return reading.pair_states(reports)


def tail(client: Client, name: str, lines: int) -> str:
    """Return the last lines that a container wrote; "" if there is none of that name."""
    try:
        text: bytes = client.logs(name, tail=lines)
    except NotFound:
        return ""
    return text.decode("utf-8", "replace")
