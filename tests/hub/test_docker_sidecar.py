"""The student's sidecar: Ollama in the one version, and a model that a student pulls is theirs."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from images.build.catalog import OLLAMA_VERSION
from llmhub import folders, recipe
from llmhub.docker import DockerPairs
from llmhub.docker.containers import container_name
from llmhub.docker.engine import Engine
from llmhub.docker.network import ensure_network
from llmhub.layout import StateLayout
from llmhub.pair import Limits, PairKey, Part
from llmhub.settings import Settings
from models import ollama_layout
from tests.fakes import supplier
from tests.models import published

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

ADA, BOB = PairKey("ada"), PairKey("bob")
SHARED = "shared:latest"
SLEEP = ("sleep", "infinity")
# A whole GGUF file of nothing: Ollama 0.24 looks into every model when it starts, and does not
# survive one that is none.
GGUF = struct.pack("<4sIQQ", b"GGUF", 3, 0, 0)
SMALL = Limits(memory=256 * 2**20, cpus=1, pids=128)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o711)
    return Settings(
        name="pulltest",
        state_dir=tmp_path / "state",
        subnet="10.217.0.0/24",
        sidecar_memory=512 * 2**20,
    )


@pytest.fixture
def layout(settings: Settings) -> StateLayout:
    """A state folder with one release that holds one model."""
    layout = StateLayout(settings.state_dir)
    release = layout.model_release(1)
    supplier.write_ollama(release / "ollama", SHARED, GGUF + b"the shared weights")
    (release / "huggingface" / "hub").mkdir(parents=True)
    (release / "models.json").write_text("{}")
    layout.course.mkdir()
    settings.state_dir.chmod(0o711)
    return layout


@pytest.fixture
def client(settings: Settings) -> Iterator[docker.APIClient]:
    client = docker.APIClient(version="auto")
    ensure_network(client, settings)
    yield client
    client.remove_network(settings.name)
    client.close()


@pytest.fixture
async def pairs(settings: Settings, client: docker.APIClient) -> AsyncIterator[DockerPairs]:
    engine = Engine(4)
    pairs = DockerPairs(settings.name, engine)
    yield pairs
    for state in await pairs.all():
        await pairs.stop(state.key)
    engine.close()


@pytest.fixture
def registry(client: docker.APIClient, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """A registry that students reach, with one model; its host and port."""
    place, source = tmp_path / "registry", tmp_path / "source"
    place.mkdir()
    supplier.write_ollama(source, "big:1b", GGUF + b"published" * 1000)
    with published.serve(place, settings.gateway) as running:
        published.push_model(f"http://{running.host}", source, "big:1b", "course/big:1b", None)
        yield running.host


async def start(settings: Settings, layout: StateLayout, pairs: DockerPairs, key: PairKey) -> None:
    folders.prepare(settings, key.user, key.server, 21001, 1)
    notebook = recipe.notebook(settings, key, "llmhub/common:0.1.0", 21001, {}, SMALL, 1)
    await pairs.start(recipe.pair_spec(settings, key, replace(notebook, command=SLEEP), 1))


async def ollama(client: docker.APIClient, pairs: DockerPairs, key: PairKey, *words: str) -> str:
    """Run `ollama <words>` in the sidecar of `key`, once its server answers."""
    name = container_name(pairs.place, key, Part.SIDECAR)
    for _ in range(100):
        made = client.exec_create(name, ["ollama", "list"])["Id"]
        client.exec_start(made)
        if client.exec_inspect(made)["ExitCode"] == 0:
            break
        await asyncio.sleep(0.1)
    made = client.exec_create(name, ["ollama", *words])["Id"]
    said: bytes = client.exec_start(made)
    assert client.exec_inspect(made)["ExitCode"] == 0, said
    return said.decode("utf-8", "replace")


async def test_sidecar_runs_the_one_version_of_ollama(
    settings: Settings, layout: StateLayout, client: docker.APIClient, pairs: DockerPairs
) -> None:
    await start(settings, layout, pairs, ADA)
    await ollama(client, pairs, ADA, "list")
    command = ["curl", "--silent", "http://127.0.0.1:11434/api/version"]
    assert await pairs.exec(ADA, command) == (0, f'{{"version":"{OLLAMA_VERSION}"}}')


async def test_pull_of_a_student_lands_in_their_own_layer(
    settings: Settings,
    layout: StateLayout,
    client: docker.APIClient,
    pairs: DockerPairs,
    registry: str,
) -> None:
    release = layout.model_release(1) / "ollama"
    before = {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}
    for key in (ADA, BOB):
        await start(settings, layout, pairs, key)
    name = f"{registry}/course/big:1b"
    await ollama(client, pairs, ADA, "pull", "--insecure", name)
    listed = await ollama(client, pairs, ADA, "list")
    assert name in listed
    assert SHARED in listed
    own = layout.student("ada").upper("ollama")
    # What the store has already, a licence for instance, is not paid for again.
    for file in ollama_layout.files_of(own, name):
        assert (own / file).is_file() is not (release / file).exists(), file
    assert "course/big" not in await ollama(client, pairs, BOB, "list")
    after = {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}
    assert after == before, "the store was changed"
    await pairs.stop(ADA)
    await start(settings, layout, pairs, ADA)
    assert name in await ollama(client, pairs, ADA, "list")


@pytest.mark.parametrize("parts", ["none", "sidecar", "both"])
def test_the_model_server_knows_what_it_is_told(settings: Settings, parts: str) -> None:
    """A variable that this Ollama does not know would be a wall that is not there."""
    card = {} if parts == "none" else {"gpu": "device", "gpu_parts": parts}
    told = recipe.sidecar(settings.model_copy(update=card), ADA, 1).environment
    helped = docker.from_env().containers.run(
        settings.sidecar_image, ["serve", "--help"], remove=True, network_mode="none"
    )
    ours = {name for name in told if name.startswith(("OLLAMA_", "LLAMA_"))}
    assert len(ours) >= 6
    assert ours <= set(helped.decode().split())
