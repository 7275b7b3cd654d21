"""The model server's image: official, of one version, or an error where it must be official."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from images.build import docker
from images.build.catalog import DEBIAN_SOURCE, OLLAMA_SOURCE, OLLAMA_VERSION
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.run import record
from scripts.stages import ROOT
from tests.images import local_registry
from tests.images.local_registry import LocalRegistry
from tests.images.test_sources_docker import make_run

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
LIBRARY = f"library/{DEBIAN_SOURCE}"


def test_official_ollama_is_tagged_with_both_versions(
    official: Callable[[str], str], prefix: str, served: LocalRegistry
) -> None:
    digest = served.push(official(OLLAMA_VERSION), OLLAMA_SOURCE)
    run = make_run(Registry(served.host), prefix, {OLLAMA_SOURCE: digest}, gpu=True)
    result = run.ensure(["ollama"])["ollama"]
    assert (result.tag, result.source, result.changed) == (
        f"{prefix}/ollama:1",
        "image registry",
        True,
    )
    exact = docker.inspect(f"{prefix}/{OLLAMA_SOURCE.partition('/')[2]}")
    assert exact is not None
    assert exact.id == result.id
    # The second run asks nobody: the recorded image is here.
    second = make_run(Registry("127.0.0.1:1"), prefix, {OLLAMA_SOURCE: digest}, gpu=True)
    assert second.ensure(["ollama"])["ollama"].changed is False


def test_official_ollama_of_another_version_is_an_error(
    official: Callable[[str], str], base: str, prefix: str, served: LocalRegistry, tmp_path: Path
) -> None:
    served.push(base, LIBRARY)
    served.push(official("0.1.2"), OLLAMA_SOURCE)
    with pytest.raises(BuildError, match=r"ollama-wrong-version.*0\.1\.2"):
        make_run(Registry(served.host), prefix, {}).ensure(["ollama"])
    assert docker.inspect(f"{prefix}/ollama:1") is None
    path = tmp_path / "images.lock"
    with pytest.raises(BuildError, match="ollama-wrong-version"):
        record(path, Registry(served.host))
    assert not path.exists()


def test_host_with_a_gpu_and_no_registry_stops_with_a_sentence(prefix: str, tmp_path: Path) -> None:
    driver = tmp_path / "nvidia-smi"
    driver.write_text("#!/bin/sh\necho 'GPU 0: NVIDIA H100'\n")
    driver.chmod(0o755)
    nobody = f"127.0.0.1:{local_registry.free_port()}"
    done = subprocess.run(
        [sys.executable, "-m", "images.build", "ollama", "--prefix", prefix],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "LLMHUB_REGISTRY": nobody},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "[gpu-needs-registry] This host has a GPU, but no image registry answers" in done.stderr
    assert "Traceback" not in done.stderr
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "gpu-needs-registry"
    # What the sentence advises are words that `make deploy` takes.
    words = re.search(r"^DEPLOY_WORDS := (.*)$", (ROOT / "make/deploy.mk").read_text(), re.M)
    assert words
    advised = set(re.findall(r"make deploy (\w+)=", error["message"]))
    assert advised == {"REGISTRY", "GPU"}
    assert advised <= set(words[1].split())
    assert docker.inspect(f"{prefix}/ollama:{OLLAMA_VERSION}") is None
