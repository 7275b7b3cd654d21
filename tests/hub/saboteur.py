"""Ends Docker's containers behind the pairs' back, and breaks what pairs are made of."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import docker

from llmhub.docker import DockerPairs
from llmhub.docker.containers import container_name
from llmhub.pair import PairKey, PairSpec, Part


class Saboteur:
    """Ends containers, and breaks specifications."""

    def __init__(self, client: docker.APIClient, pairs: DockerPairs) -> None:
        self.client, self.pairs = client, pairs

    def kill(self, key: PairKey, part: Part) -> None:
        name = container_name(self.pairs.place, key, part)
        subprocess.run(["docker", "update", "--restart=no", name], check=True, capture_output=True)
        self.client.kill(name)

    def without_image(self, spec: PairSpec) -> PairSpec:
        return replace(spec, notebook=replace(spec.notebook, image="llmhub/nowhere:1"))

    def without_sidecar_image(self, spec: PairSpec) -> PairSpec:
        assert spec.sidecar is not None
        return replace(spec, sidecar=replace(spec.sidecar, image="llmhub/nowhere:1"))

    def with_greedy_notebook(self, spec: PairSpec) -> PairSpec:
        greedy = ("python3", "-c", "import time; time.sleep(1); held = bytearray(2**30)")
        return replace(spec, notebook=replace(spec.notebook, command=greedy))
