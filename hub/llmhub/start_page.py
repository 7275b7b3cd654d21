"""The page that starts a server, for people who click twice."""

from __future__ import annotations

from typing import Any

from jupyterhub.handlers.pages import SpawnHandler
from jupyterhub.user import User


class StartHandler(SpawnHandler):
    """JupyterHub's start page, on which a second click joins the first one's start."""

    async def spawn_single_user(
        self, user: User, server_name: str = "", display_name: str = "", options: Any = None
    ) -> None:
        """Start a server unless one starts, runs or stops; then its progress page is shown.

        JupyterHub looks before it prepares a start, not after: of two requests at once both find
        nothing, and the second ends as "500: Internal Server Error".
        """
        if server_name in user.spawners and user.spawners[server_name].active:
            return
        await super().spawn_single_user(user, server_name, display_name, options)


def handlers() -> list[tuple[str, type]]:
    """Return the page's paths under the hub's prefix; these go before JupyterHub's own."""
    paths = (r"/spawn", r"/spawn/([^/]+)", r"/spawn/([^/]+)/([^/]+)")
    return [(path, StartHandler) for path in paths]
