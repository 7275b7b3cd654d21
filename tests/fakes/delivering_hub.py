"""A real hub that carries orders out, above labs that answer from files.

What somebody's lab says stands in `STATE/labs/NAME`: `report` (or nothing) is the report of a
successful update, `hold` waits until that file says something else, anything else is said as it is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from llmhub.delivery.runner import Runner
from llmhub.delivery.servers import RunningServers
from llmhub.layout import StateLayout
from llmhub.origins.application import LabHub
from llmhub.pair import Health, PairKey, PairState, PartState
from tests.fakes import running_hub as hubs
from tests.fakes.orders import report
from tests.fakes.pairs import FakePairs
from tests.fakes.running_hub import TIMEOUT, Hub

LAUNCH = "from tests.fakes.delivering_hub import DeliveringHub; DeliveringHub.launch_instance()"


class DeliveringHub(LabHub):
    """The product's hub with the product's runner, and no containers."""

    async def start(self) -> None:
        await super().start()
        assert self.lab_settings is not None
        labs = self.lab_settings.state_dir / "labs"
        labs.mkdir(exist_ok=True)
        pairs = FakePairs()
        pairs.answer = PairState(PairKey("ada"), notebook=PartState(Health.RUNNING))

        async def lab(key: PairKey, command: Sequence[str]) -> str:
            said = labs / key.user
            while (text := said.read_text() if said.exists() else "report") == "hold":
                await asyncio.sleep(0.02)
            return report(command) if text == "report" else text

        pairs.lab = lab
        layout = StateLayout(self.lab_settings.state_dir)
        runner = Runner(self.db, pairs, RunningServers(self), self.bell, layout)
        self._deliver = asyncio.ensure_future(runner.run_for_ever())


@dataclass
class Course:
    """The course service, as the hub sees it."""

    hub: Hub
    token: str

    def call(self, method: str, path: str = "", body: Any = None, **params: str) -> Any:
        """Call an endpoint below /hub/api/llmhub/orders; the answer as it came."""
        url = f"{self.hub.api}/hub/api/llmhub/orders{path}"
        headers = {"Authorization": f"token {self.token}"}
        return requests.request(
            method, url, json=body, params=params, headers=headers, timeout=TIMEOUT
        )

    def order(self, push: str, *users: str, dry_run: bool = False, week: int = 3) -> Any:
        """Order publication 1 for these; return the answer's orders."""
        orders = [{"user": user, "week": week, "release": 1} for user in users]
        answer = self.call("POST", body={"push": push, "orders": orders, "dry_run": dry_run})
        assert answer.status_code == 202, answer.text
        return answer.json()["orders"]

    def told(self, push: str) -> list[dict[str, Any]]:
        """Return all that is told of a push."""
        orders: list[dict[str, Any]] = self.call("GET", push=push).json()["orders"]
        return orders

    def says(self, user: str, text: str) -> None:
        """Let somebody's lab say something."""
        labs = self.hub.state / "labs"
        labs.mkdir(exist_ok=True)
        (labs / f".{user}").write_text(text)
        (labs / f".{user}").rename(labs / user)

    def start(self, name: str) -> None:
        """Start somebody's server and wait until it is ready."""
        self.hub.operator("POST", f"/users/{name}/server")

        def ready() -> bool:
            servers = self.hub.operator("GET", f"/users/{name}").json()["servers"]
            return bool(servers.get("", {}).get("ready"))

        assert until(ready), f"the server of {name} does not start"

    def ends(self, push: str, *expected: str) -> list[dict[str, Any]]:
        """Wait until a push's orders have these states; return them."""
        until(lambda: [one["state"] for one in self.told(push)] == list(expected))
        told = self.told(push)
        assert [one["state"] for one in told] == list(expected), told
        return told


def until(condition: Callable[[], bool]) -> bool:
    """Wait for a condition; tell whether it came true."""
    end = time.monotonic() + TIMEOUT
    while not (true := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return true


@contextmanager
def delivering_hub(state: Path) -> Iterator[Course]:
    """Run the hub; publications 1 and 2 of weeks 3 and 4 are there."""
    for number in ("0001", "0002"):
        for week in ("week3", "week4"):
            (state / "course" / "releases" / number / week).mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hubs, "LAUNCH", LAUNCH)
        with hubs.running_hub(state) as hub:
            yield Course(hub, (state / "secrets" / "course_token").read_text())
