"""Fixtures for the students' helper and the release tooling."""

from __future__ import annotations

import importlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from labs.build.tree import Options, build_tree
from tests.fakes.ollama_server import OllamaServer, serve
from tests.labs.student_lab import (
    ROOT,
    UID,
    VERSION,
    StudentLab,
    docker,
    find_store,
    student_lab,
)

ROLES = {
    "chat": {"ollama": "tiny-chat:4m", "huggingface": "llmhub/tiny-chat"},
    "chat-small": {"ollama": "tiny-chat:1m"},
    "embedding": {"ollama": "tiny-embed:latest"},
}


@pytest.fixture(autouse=True)
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin as on a laptop: no hub, no address, no list of models."""
    for name in (
        "OLLAMA_HOST",
        "LLMLAB_MODELS",
        "LLMLAB_GPU",
        "JUPYTERHUB_SERVICE_PREFIX",
        "JUPYTERHUB_PUBLIC_URL",
        "MEM_LIMIT",
        "CPU_LIMIT",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def models_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name the models as a release of the store does."""
    path = tmp_path / "models.json"
    path.write_text(json.dumps({"release": 1, "source": "embedded", "roles": ROLES}))
    monkeypatch.setenv("LLMLAB_MODELS", str(path))
    return path


@pytest.fixture
def ollama_server(monkeypatch: pytest.MonkeyPatch, models_json: Path) -> Iterator[OllamaServer]:
    """Answer at OLLAMA_HOST, with every model that the roles name."""
    models = {names["ollama"]: 8_000_000 for names in ROLES.values()}
    with serve(OllamaServer(models=models)) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.address)
        yield server


@pytest.fixture
def nobody_listens(monkeypatch: pytest.MonkeyPatch, models_json: Path) -> None:
    """Point OLLAMA_HOST at a port where nothing listens: 1 is for root alone, and unused."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudentLab]:
    """Give one lab with the instructors' version in its home."""
    store = find_store()
    if store is None:
        pytest.skip("no model store: set LLMHUB_TEST_STORE to a release, or run `make deploy`")
    tree = tmp_path_factory.mktemp("tree")
    build_tree(ROOT, tree, Options(instructor=True), lambda _: None)
    with student_lab(tmp_path_factory.mktemp("lab") / "home", store) as running:
        running.put(tree, "labs")
        running.put(tree / "apps", "apps")
        yield running


@pytest.fixture(scope="session")
def tuning_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudentLab]:
    """Give a lab as students have it in week 4, with the students' version of the course."""
    store = find_store()
    if store is None:
        pytest.skip("no model store: set LLMHUB_TEST_STORE to a release, or run `make deploy`")
    place = tmp_path_factory.mktemp("week4")
    build_tree(ROOT, place / "tree", Options(), lambda _: None)
    models = Path(shutil.copytree(store, place / "models", symlinks=True))
    for path in (models, *models.rglob("*")):
        os.chown(path, UID, UID, follow_symlinks=False)
    with student_lab(place / "home", models, f"llmhub/gpu:{VERSION}", "rw") as running:
        docker("update", "--memory=4g", "--memory-swap=4g", running.name)  # as the hub does
        running.put(place / "tree", "labs")
        yield running


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Give week 4's forecast as it is imported in its folder."""
    monkeypatch.syspath_prepend(str(ROOT / "labs/week4"))
    return importlib.import_module("forecast")


@pytest.fixture
def presets(lesson: ModuleType) -> Any:
    """Give week 4's presets as they are imported in its folder."""
    return importlib.import_module("presets")
