"""DockerPairs hands devices over by CDI: a fake card on the real Docker, from settings to /dev."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest

from llmhub import folders, recipe
from llmhub.docker import DockerPairs
from llmhub.docker.containers import container_name
from llmhub.docker.engine import Engine
from llmhub.docker.network import ensure_network
from llmhub.layout import StateLayout
from llmhub.ops.checks import cards
from llmhub.pair import Limits, PairSpec, Part
from llmhub.settings import Settings
from tests.fakes.fake_card import fake_card
from tests.hub.pair_contract import ADA
from tests.hub.pair_devices_contract import DeviceContract, MakeSpec, Peek
from tests.hub.saboteur import Saboteur

pytestmark = pytest.mark.docker

NAME, SUBNET = "cardtest", "10.218.0.0/24"
SLEEP = ("sleep", "infinity")
SMALL = Limits(memory=256 * 2**20, cpus=1, pids=128)


@pytest.fixture(scope="module")
def card() -> Iterator[str]:
    with fake_card() as kind:
        yield kind


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> StateLayout:
    """A state folder with one empty model release."""
    state = tmp_path_factory.mktemp("state")
    for path in (state, state.parent):
        path.chmod(0o711)
    layout = StateLayout(state)
    for kind in ("ollama", "huggingface"):
        (layout.model_release(1) / kind).mkdir(parents=True)
    (layout.model_release(1) / "models.json").write_text("{}")
    layout.course.mkdir()
    return layout


@pytest.fixture(scope="module")
def client(layout: StateLayout) -> Iterator[docker.APIClient]:
    client = docker.APIClient(version="auto")
    ensure_network(client, Settings(name=NAME, subnet=SUBNET))
    yield client
    client.remove_network(NAME)
    client.close()


@pytest.fixture
async def pairs(client: docker.APIClient) -> AsyncIterator[DockerPairs]:
    engine = Engine(4)
    pairs = DockerPairs(NAME, engine)
    yield pairs
    for state in await pairs.all():
        await pairs.stop(state.key)
    engine.close()


@pytest.fixture
def make_spec(layout: StateLayout) -> MakeSpec:
    def make(**given: Any) -> PairSpec:
        settings = Settings.model_validate(
            {"name": NAME, "state_dir": layout.state_dir, "sidecar_memory": "512M", **given}
        )
        folders.prepare(settings, ADA.user, ADA.server, 21001, 1)
        notebook = recipe.notebook(settings, ADA, "llmhub/common:0.1.0", 21001, {}, SMALL, 1)
        return recipe.pair_spec(settings, ADA, replace(notebook, command=SLEEP), 1)

    return make


@pytest.fixture
def peek(client: docker.APIClient, pairs: DockerPairs) -> Peek:
    def look(part: Part, command: str) -> str:
        made = client.exec_create(container_name(pairs.place, ADA, part), ["sh", "-c", command])
        said: bytes = client.exec_start(made["Id"])
        return said.decode()

    return look


@pytest.fixture
def sabotage(client: docker.APIClient, pairs: DockerPairs) -> Saboteur:
    return Saboteur(client, pairs)


class TestDockerDevices(DeviceContract):
    """The contract on Docker."""


def test_doctor_knows_what_docker_knows(client: docker.APIClient, card: str) -> None:
    info = client.info()
    assert {f"{card}=0", f"{card}=all"} <= cards.known_devices(info)
    for name, code in (("0", "gpu"), ("7", "device-missing")):
        settings = Settings.model_validate({"gpu": "device", "gpu_device": f"{card}={name}"})
        assert [finding.code for finding in cards.check(info, settings)] == [code]


def test_the_fake_card_goes_with_the_test(client: docker.APIClient) -> None:
    with fake_card() as kind:
        files = [
            path for folder in cards.spec_folders(client.info()) for path in Path(folder).glob("*")
        ]
        assert any(kind.partition(".")[0] in path.name for path in files)
    assert f"{kind}=0" not in cards.known_devices(client.info())
