"""The student's pair on Docker."""

from llmhub.docker.pairs import DockerPairs

__all__ = ["DockerPairs"]
