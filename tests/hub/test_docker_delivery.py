"""One push to a class with traps in it, each lab a notebook's container as the hub makes it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from llmhub import folders, recipe
from llmhub.docker import DockerPairs, containers
from llmhub.docker.engine import Engine
from llmhub.docker.network import ensure_network
from llmhub.layout import StateLayout
from llmhub.pair import Limits, PairKey
from llmhub.settings import Settings
from tests.hub.hostile_push_contract import FINE, TRAPS, HostilePushContract, Labs
from tests.images.base_container import SLIM

pytestmark = pytest.mark.docker

CLASS = (*FINE, *TRAPS)
SMALL = Limits(memory=256 * 2**20, cpus=1, pids=64)
IDLE, SECONDS = ("sleep",), ("600",)  # not six JupyterLabs, which would take longer than all else
PYTHON = "/opt/server/bin/python"


class Containers(Labs):
    """Notebooks alone, without model servers."""

    rights = True

    def __init__(self, settings: Settings, pairs: DockerPairs) -> None:
        self.settings, self.pairs = settings, pairs
        self.layout = StateLayout(settings.state_dir)
        self.releases = self.layout.course / "releases"
        self.uids = {user: 21001 + number for number, user in enumerate(CLASS)}

    def prepare(self) -> None:
        """Make what every start needs."""
        for path in (self.settings.state_dir, *self.settings.state_dir.parents[:1]):
            path.chmod(0o711)
        release = self.layout.model_release(1)
        (release / "huggingface/hub").mkdir(parents=True)
        (release / "ollama/blobs").mkdir(parents=True)
        (release / "models.json").write_text("{}")
        self.releases.mkdir(parents=True)

    async def start(self, user: str) -> None:
        """Start somebody's container."""
        key, uid = PairKey(user), self.uids[user]
        folders.prepare(self.settings, user, "", uid, 1)
        notebook = recipe.notebook(self.settings, key, SLIM, uid, {}, SMALL, 1)
        spec = recipe.pair_spec(self.settings, key, replace(notebook, command=SECONDS), 1)
        self.outside(user).mkdir()
        self.give(user)
        await self.pairs.start(replace(spec, sidecar=None))

    def home(self, user: str) -> Path:
        return self.layout.student(user).home

    def outside(self, user: str) -> Path:
        return self.layout.student(user).tmp() / "outside"

    def seen(self, user: str) -> str:
        return "/tmp/outside"

    def give(self, user: str) -> None:
        uid = self.uids[user]
        for top in (self.home(user), self.outside(user)):
            for path in (top, *top.rglob("*")):
                os.chown(path, uid, uid, follow_symlinks=False)

    async def leave(self, user: str, program: str, *words: str) -> None:
        # Not held by the command's own output, which would keep it from ending.
        shell = 'setsid "$@" >/dev/null 2>&1 </dev/null &'
        command = ("sh", "-c", shell, "sh", PYTHON, "-c", program, "/home/student", *words)
        assert (await self.pairs.exec(PairKey(user), command))[0] == 0


@pytest.fixture
async def labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Containers]:
    as_ever = containers.notebook
    idle = {"entrypoint": list(IDLE)}
    monkeypatch.setattr(containers, "notebook", lambda *given: as_ever(*given) | idle)
    settings = Settings(name="pushtest", state_dir=tmp_path / "state", subnet="10.219.0.0/24")
    client = docker.APIClient(version="auto")
    ensure_network(client, settings)
    engine = Engine(8)
    pairs = DockerPairs(settings.name, engine)
    made = Containers(settings, pairs)
    settings.state_dir.mkdir()
    made.prepare()
    try:
        await asyncio.gather(*(made.start(user) for user in CLASS))
        yield made
    finally:
        await asyncio.gather(*(pairs.stop(state.key) for state in await pairs.all()))
        engine.close()
        client.remove_network(settings.name)
        client.close()


class TestContainers(HostilePushContract):
    """The contract in containers."""
