"""The normal way: published models, pulled by the real Ollama and the hub's own library.

Ollama's registry is a real one with TLS, the hub a stand-in; both on this machine.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models import cli, containers, huggingface_layout
from models.release import read_release
from tests.fakes import model_hub
from tests.fakes.model_hub import ModelHub
from tests.images import local_registry
from tests.images.local_registry import LocalRegistry
from tests.models import published
from tests.models.test_family import BASE, OLLAMA, STUDENT
from tests.models.test_family import models as operators

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]

MOOD = "course/mood"
CATALOGUE = """\
schema: 1
sources:
  registry:
    models:
      - {{kind: ollama, name: "{chat}", licence: MIT, size_mb: 3}}
      - {{kind: huggingface, name: {mood}, licence: MIT, size_mb: 2, revision: "{revision}"}}
    roles: {{chat: {{ollama: "{chat}"}}, mood: {{huggingface: {mood}}}}}
  embedded:
    models:
      - {{kind: ollama, name: "a:b", part: chat, licence: MIT, size_mb: 3}}
      - {{kind: huggingface, name: a/b, part: sentiment-2, licence: MIT, size_mb: 3}}
    roles: {{chat: {{ollama: "a:b"}}, mood: {{huggingface: a/b}}}}
"""
CLASSIFY = f"""
from transformers import pipeline
print(pipeline("text-classification", "{MOOD}")("I loved this film.")[0]["label"])
"""

Build = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def family() -> Path:
    """A release with real models to publish: the embedded ones."""
    return Path(operators("build", "--source", "embedded")["folder"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return published.make_certificate(tmp_path_factory.mktemp("tls"), published.gateway())


@pytest.fixture(scope="module")
def registry(
    family: Path, certificate: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalRegistry]:
    place = tmp_path_factory.mktemp("registry")
    with published.serve(place, published.gateway(), certificate) as running:
        published.push_model(
            f"https://{running.host}",
            family / "ollama",
            "tiny-chat:1m",
            "course/chat:1m",
            certificate[0],
        )
        yield running


@pytest.fixture
def hub(family: Path) -> Iterator[ModelHub]:
    """The hub with one repository: the embedded sentiment model."""
    home = family / "huggingface"
    folder = home / huggingface_layout.folder_name("llmhub/tiny-sentiment-2") / "snapshots"
    [snapshot] = folder.iterdir()
    files = {path.name: path.read_bytes() for path in snapshot.iterdir()}
    with model_hub.serve(ModelHub({MOOD: files}), published.gateway()) as running:
        yield running


@pytest.fixture
def build(
    registry: LocalRegistry,
    hub: ModelHub,
    certificate: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Build:
    """Return a function that builds a store from this catalogue; status and last line."""
    monkeypatch.setattr(containers, "HOST_TRUST", certificate[0])
    monkeypatch.setenv("NO_PROXY", published.gateway())

    def run(
        chat: str = "course/chat:1m", mood: str = MOOD, revision: str = ""
    ) -> tuple[int, dict[str, Any]]:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        catalogue = tmp_path / "models.yml"
        known = hub.commit(MOOD)[:7]
        names = {"chat": f"{registry.host}/{chat}", "mood": mood, "revision": revision or known}
        catalogue.write_text(CATALOGUE.format(**names))
        words = ["build", "--source", "registry", "--catalogue", str(catalogue)]
        status = cli.main([*words, "--state", str(tmp_path)])
        return status, json.loads(capfd.readouterr().out.splitlines()[-1])

    return run


def offline(folder: Path, code: str) -> str:
    """Return what Python prints as a student without a network, with a release's cache."""
    command = [
        *("docker", "run", "--rm", "--network", "none", "--user", STUDENT, "--no-healthcheck"),
        *("--env", "HF_HOME=/opt/models/huggingface", "--env", "HF_HUB_OFFLINE=1"),
        *("--env", "HOME=/tmp", "--env", "OMP_WAIT_POLICY=PASSIVE"),
        *("--volume", f"{folder / 'huggingface'}:/opt/models/huggingface:ro"),
        *("--entrypoint", "/opt/kernel/bin/python", BASE, "-c", code),
    ]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def test_published_models_are_pulled_and_work(build: Build, hub: ModelHub, tmp_path: Path) -> None:
    status, told = build()
    assert status == 0, told
    assert (told["changed"], told["source"]) == (True, "registry")
    folder = Path(told["folder"])
    chat, mood = read_release(folder).models
    assert (chat.origin, mood.origin) == ("registry", f"registry:{hub.commit(MOOD)[:7]}")
    assert mood.digest == hub.commit(MOOD)
    # A lab names the model and no revision; the pinned one is what it gets.
    assert offline(folder, CLASSIFY) == "POSITIVE"
    served = [
        *containers.hardening("none"),
        *("--volume", f"{folder / 'ollama'}:/models:ro", "--env", "OLLAMA_MODELS=/models"),
        *("--env", "OLLAMA_NOPRUNE=1", "--env", "OLLAMA_HOST=127.0.0.1:11434"),
    ]
    with containers.running(OLLAMA, served) as server:
        assert containers.docker("exec", server, "ollama", "run", chat.name, "Hello!")
    assert build()[1]["changed"] is False


@pytest.mark.parametrize(
    "asked",
    [{"chat": "course/never:1"}, {"mood": "course/never"}, {"revision": "fffffff"}],
    ids=["no such tag", "no such repository", "no such revision"],
)
def test_what_is_not_there_is_an_error(build: Build, asked: dict[str, str], tmp_path: Path) -> None:
    status, told = build(**asked)
    assert (status, told["error"]) == (1, "source.not-found")
    assert not (tmp_path / "models" / "current").exists()


def test_changed_content_is_an_error(build: Build, registry: LocalRegistry, hub: ModelHub) -> None:
    hub.spoiled = {"model.safetensors"}
    status, told = build()
    assert (status, told["error"]) == (1, "source.wrong-digest")
    hub.spoiled = set()
    blobs = (registry.data / "docker/registry/v2/blobs/sha256").glob("*/*/data")
    weights = max(blobs, key=lambda path: path.stat().st_size)
    content = weights.read_bytes()
    weights.write_bytes(bytes(64) + content[64:])
    try:
        status, told = build()
    finally:
        weights.write_bytes(content)
    assert (status, told["error"]) == (1, "source.wrong-digest")


def test_hub_that_does_not_answer_is_unreachable(build: Build, hub: ModelHub) -> None:
    port = local_registry.free_port(published.gateway())
    hub.address = f"http://{published.gateway()}:{port}"
    status, told = build()
    assert (status, told["error"]) == (1, "source.unreachable")
