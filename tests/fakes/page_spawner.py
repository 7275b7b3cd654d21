"""A lab that is one HTML page, and a proxy that routes nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from jupyterhub.proxy import Proxy
from jupyterhub.spawner import Spawner
from jupyterhub.utils import random_port

from llmhub.accounts.leaving import check_staying
from llmhub.errors import LabError, PairError
from llmhub.progress import Event, Stage, event
from llmhub.refusals import refusal


class PageSpawner(Spawner):
    """Serves $TEST_PAGES/<user>.html at every path below /user/<user>/.

    A start takes $TEST_START_SECONDS; the lab of `unlucky` never starts.
    """

    process: asyncio.subprocess.Process | None = None
    stage = Stage.QUEUE

    async def pass_stages(self) -> None:
        """Take the time of a start, stage by stage."""
        for stage in (Stage.QUEUE, Stage.NOTEBOOK, Stage.MODELS):
            self.stage = stage
            await asyncio.sleep(float(os.environ.get("TEST_START_SECONDS", "0")) / 3)
            if stage is Stage.NOTEBOOK and self.user.name == "unlucky":
                raise refusal(PairError("no-memory", "There is no memory left for one more lab."))

    async def progress(self) -> AsyncIterator[Event]:
        """Tell the stage whenever it changes."""
        told = None
        while True:
            if self.stage is not told:
                told = self.stage
                yield event(told, position=7, seconds=20)
            await asyncio.sleep(0.05)

    async def start(self) -> tuple[str, int]:
        """Start Python's own web server behind a few lines."""
        try:
            check_staying(self.user.name)
        except LabError as error:
            raise refusal(error) from error
        await self.pass_stages()
        port = random_port()
        page = Path(os.environ["TEST_PAGES"], f"{self.user.name}.html")
        page.with_suffix(".token").write_text(self.get_env()["JUPYTERHUB_API_TOKEN"])
        script = Path(__file__).with_name("page_server.py")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(script), str(port), str(page)
        )
        return "127.0.0.1", port

    async def poll(self) -> int | None:
        """Return None while the server runs."""
        return 0 if self.process is None else self.process.returncode

    async def stop(self, now: bool = False) -> None:
        """Stop the server."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


class NoProxy(Proxy):
    """Keeps routes and forwards nothing: tests ask the hub itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.should_start = False
        self.routes: dict[str, dict[str, Any]] = {}

    async def add_route(self, routespec: str, target: str, data: dict[str, Any]) -> None:
        """Keep a route."""
        self.routes[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec: str) -> None:
        """Forget a route."""
        self.routes.pop(routespec, None)

    async def get_all_routes(self) -> dict[str, dict[str, Any]]:
        """Return all routes."""
        return self.routes
