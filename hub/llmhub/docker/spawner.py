"""The lab's spawner on Docker: DockerSpawner's settings, the pair's life cycle."""

from __future__ import annotations

from dockerspawner import DockerSpawner

from llmhub.spawner import LabSpawner


class DockerLabSpawner(LabSpawner, DockerSpawner):
    """DockerSpawner brings the traits (`image`, `allowed_images`, `group_overrides` …) and the
    environment; start, poll and stop are LabSpawner's, over DockerPairs."""
