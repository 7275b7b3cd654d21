"""Jobs of a command each, with and without a model server beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from llmhub.docker.engine import Engine
from llmhub.docker.jobs import DockerJobs
from llmhub.jobs.spec import JobPart, JobSpec, Scratch
from llmhub.pair import Limits

ID = "job-of-a-test"
UID = 21996
SMALL = Limits(memory=128 * 2**20, cpus=1, pids=32)
MODELS = JobPart(
    image="llmhub/ollama:0.1.0",
    uid=UID,
    command=("/usr/bin/ollama", "serve"),
    environment={"HOME": "/tmp", "OLLAMA_MODELS": "/tmp/models", "OLLAMA_HOST": "127.0.0.1:11434"},
    limits=Limits(memory=512 * 2**20, cpus=1, pids=128),
    scratch=(Scratch("/tmp", 2**20, executable=True),),
)


def job(*command: str, seconds: float = 60, sidecar: bool = False) -> JobSpec:
    """Return a job that runs a command."""
    program = JobPart(
        image="llmhub/common:0.1.0",
        uid=UID,
        command=command,
        environment={},
        limits=SMALL,
        scratch=(Scratch("/tmp", 16 * 2**20),),
    )
    return JobSpec(ID, program, seconds, sidecar=MODELS if sidecar else None)


def python(code: str, seconds: float = 60, sidecar: bool = False) -> JobSpec:
    """Return a job that runs Python."""
    return job("/usr/bin/python3", "-c", code, seconds=seconds, sidecar=sidecar)


@asynccontextmanager
async def jobs_of(instance: str) -> AsyncIterator[DockerJobs]:
    """Give a hub's jobs, of which nothing may be left at the end."""
    engine = Engine(4)
    try:
        yield DockerJobs(instance, engine)
    finally:
        engine.close()  # after the calls under way: what they make would be left, too
    engine = Engine(1)
    after = DockerJobs(instance, engine)
    left = await after.found()
    for one in left:
        await after.remove(one)
    engine.close()
    assert [one.id for one in left] == []
