"""Whose server runs, as the hub knows it."""

from __future__ import annotations

from jupyterhub.app import JupyterHub

from llmhub.pair import PairKey


class RunningServers:
    """Finds the server in which somebody's orders can be carried out."""

    def __init__(self, hub: JupyterHub) -> None:
        self._hub = hub

    def __call__(self, name: str) -> PairKey | None:
        """Return a server of that person which is ready; all of them have the same home."""
        user = self._hub.users.get(name)
        for spawner in list(user.spawners.values()) if user is not None else []:
            if spawner.ready:
                return PairKey(name, spawner.name)
        return None
