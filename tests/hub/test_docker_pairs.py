"""DockerPairs holds the pair's contract, and what is Docker's own: limits, overlays, crash logs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import docker
import pytest

from llmhub import folders, recipe
from llmhub.docker import DockerPairs, containers
from llmhub.docker.containers import container_name
from llmhub.docker.engine import Engine
from llmhub.docker.network import ensure_network
from llmhub.layout import StateLayout
from llmhub.pair import Health, Limits, PairKey, PairSpec, Part
from llmhub.settings import Settings
from tests.hub.pair_contract import ADA, MakeSpec, PairContract, becomes
from tests.hub.pair_exec_contract import ExecContract
from tests.hub.saboteur import Saboteur

pytestmark = pytest.mark.docker

SERVE = ("python3", "-m", "http.server", "8888", "--directory", "/opt")
SMALL = Limits(memory=256 * 2**20, cpus=1, pids=128)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        name="pairtest",
        state_dir=tmp_path_factory.mktemp("state"),
        subnet="10.216.0.0/24",
        sidecar_memory=512 * 2**20,
    )


@pytest.fixture(scope="module")
def layout(settings: Settings) -> StateLayout:
    """A state folder with one model release that holds one shared manifest."""
    layout = StateLayout(settings.state_dir)
    for path in (settings.state_dir, *settings.state_dir.parents[:1]):
        path.chmod(0o711)
    release = layout.model_release(1)
    shared = release / "ollama" / "manifests" / "registry.ollama.ai" / "library" / "shared"
    shared.mkdir(parents=True)
    (shared / "latest").write_text("{}")
    (release / "ollama" / "blobs").mkdir()
    (release / "huggingface" / "hub").mkdir(parents=True)
    (release / "models.json").write_text("{}")
    layout.course.mkdir()
    return layout


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[docker.APIClient]:
    client = docker.APIClient(version="auto")
    ensure_network(client, settings)
    yield client
    client.remove_network(settings.name)
    client.close()


@pytest.fixture
def kept_logs() -> list[tuple[PairKey, Part, str]]:
    return []


@pytest.fixture
async def pairs(
    settings: Settings, client: docker.APIClient, kept_logs: list[tuple[PairKey, Part, str]]
) -> AsyncIterator[DockerPairs]:
    engine = Engine(8)
    pairs = DockerPairs(settings.name, engine, lambda *log: kept_logs.append(log))
    yield pairs
    for state in await pairs.all():
        await pairs.stop(state.key)
    engine.close()


@pytest.fixture
def make_spec(settings: Settings, layout: StateLayout) -> MakeSpec:
    def make(key: PairKey) -> PairSpec:
        folders.prepare(settings, key.user, key.server, 21001, 1)
        notebook = recipe.notebook(settings, key, "llmhub/common:0.1.0", 21001, {}, SMALL, 1)
        return recipe.pair_spec(settings, key, replace(notebook, command=SERVE), 1)

    return make


@pytest.fixture
def sabotage(client: docker.APIClient, pairs: DockerPairs) -> Saboteur:
    return Saboteur(client, pairs)


class TestDockerPairs(PairContract, ExecContract):
    """The contract on Docker."""


async def test_containers_have_least_privilege(
    pairs: DockerPairs, make_spec: MakeSpec, client: docker.APIClient, settings: Settings
) -> None:
    await pairs.start(make_spec(ADA))
    for part, uid in ((Part.NOTEBOOK, 21001), (Part.SIDECAR, settings.sidecar_uid)):
        report = client.inspect_container(container_name(pairs.place, ADA, part))
        host = report["HostConfig"]
        assert host["CapDrop"] == ["ALL"]
        assert host["ReadonlyRootfs"]
        assert "no-new-privileges" in host["SecurityOpt"]
        assert host["Memory"] == host["MemorySwap"] > 0
        assert host["PidsLimit"] > 0
        assert report["Config"]["User"] == f"{uid}:{uid}"
    for command in ("touch /x", "mknod /tmp/d c 1 3", "chown 0 /tmp", "cat /etc/shadow"):
        code, _ = await pairs.exec(ADA, ["sh", "-c", command])
        assert code != 0, command


async def test_crashed_container_leaves_last_lines(
    pairs: DockerPairs,
    make_spec: MakeSpec,
    sabotage: Saboteur,
    kept_logs: list[tuple[PairKey, Part, str]],
) -> None:
    await pairs.start(make_spec(ADA))
    await pairs.exec(ADA, ["curl", "-s", "-m", "2", "http://127.0.0.1:8888/never-there"])
    sabotage.kill(ADA, Part.NOTEBOOK)
    await becomes(pairs, ADA, Part.NOTEBOOK, Health.EXITED)
    await pairs.stop(ADA)
    assert [(key, part) for key, part, _ in kept_logs if part is Part.NOTEBOOK] == [
        (ADA, Part.NOTEBOOK)
    ]
    assert "never-there" in kept_logs[-1][2]


async def test_a_full_disk_keeps_no_container(
    settings: Settings, client: docker.APIClient, make_spec: MakeSpec
) -> None:
    """Where a crash's last lines cannot be written, the pair goes all the same."""

    def full(*log: object) -> None:
        raise OSError(28, "No space left on device")

    engine = Engine(2)
    pairs = DockerPairs(settings.name, engine, full)
    await pairs.start(make_spec(ADA))
    Saboteur(client, pairs).kill(ADA, Part.SIDECAR)
    await becomes(pairs, ADA, Part.SIDECAR, Health.EXITED)
    await pairs.stop(ADA)
    assert list(await pairs.all()) == []
    engine.close()


async def test_a_sidecar_that_was_made_and_never_ran_is_revived(
    pairs: DockerPairs, make_spec: MakeSpec, sabotage: Saboteur, client: docker.APIClient
) -> None:
    """As after a hub that died between Docker's `create` and `start`."""
    await pairs.start(make_spec(ADA))
    name = container_name(pairs.place, ADA, Part.SIDECAR)
    client.remove_container(name, force=True)
    notebook = container_name(pairs.place, ADA, Part.NOTEBOOK)
    client.create_container(**containers.sidecar(pairs.place, make_spec(ADA), notebook))
    assert (await pairs.state(ADA)).needs_sidecar
    await pairs.revive(make_spec(ADA))
    await becomes(pairs, ADA, Part.SIDECAR, Health.RUNNING)


async def test_deleting_a_shared_model_touches_nobody_else(
    pairs: DockerPairs, make_spec: MakeSpec, layout: StateLayout, client: docker.APIClient
) -> None:
    bob = PairKey("bob")
    for key in (ADA, bob):
        await pairs.start(make_spec(key))
    path = "/models/manifests/registry.ollama.ai/library/shared/latest"

    def in_sidecar(key: PairKey, command: str) -> int:
        name = container_name(pairs.place, key, Part.SIDECAR)
        made = client.exec_create(name, ["sh", "-c", command])["Id"]
        client.exec_start(made)
        return int(client.exec_inspect(made)["ExitCode"])

    assert in_sidecar(ADA, f"rm {path} && ! test -e {path}") == 0
    assert in_sidecar(ADA, "echo own > /models/blobs/own") == 0
    assert in_sidecar(bob, f"test -e {path} && ! test -e /models/blobs/own") == 0
    shared = layout.model_release(1) / "ollama" / "manifests" / "registry.ollama.ai"
    assert (shared / "library" / "shared" / "latest").read_text() == "{}"
    await pairs.stop(ADA)
    await pairs.start(make_spec(ADA))
    assert in_sidecar(ADA, "cat /models/blobs/own") == 0


async def test_slow_stop_delays_nobody(pairs: DockerPairs, make_spec: MakeSpec) -> None:
    """Twenty half-second calls end together: one worker for all would need ten seconds."""
    began = time.monotonic()
    engine = Engine(20)
    await asyncio.gather(*(engine.call(lambda client: time.sleep(0.5)) for _ in range(20)))
    engine.close()
    assert time.monotonic() - began < 5
