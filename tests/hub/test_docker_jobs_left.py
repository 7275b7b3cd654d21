"""Jobs on Docker: nothing of them is left, when they are given up, or the hub is killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from llmhub.docker import job_containers
from llmhub.docker.jobs import DockerJobs
from llmhub.jobs.orphans import sweep
from llmhub.layout import StateLayout
from tests.fakes.small_jobs import ID, MODELS, job, jobs_of

pytestmark = pytest.mark.docker

INSTANCE = "jobleft"


@pytest.fixture(scope="module")
def client() -> Iterator[docker.APIClient]:
    client = docker.APIClient(version="auto")
    yield client
    client.close()


@pytest.fixture
async def running() -> AsyncIterator[DockerJobs]:
    async with jobs_of(INSTANCE) as made:
        yield made


@pytest.mark.parametrize("after", [0.0, 0.05, 2.0])
async def test_a_job_that_is_given_up_leaves_nothing(running: DockerJobs, after: float) -> None:
    task = asyncio.ensure_future(running.run(job("/bin/sleep", "600", sidecar=True)))
    await asyncio.sleep(after)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_job_of_a_hub_that_was_killed_goes_and_one_that_runs_stays(
    running: DockerJobs, client: docker.APIClient, tmp_path: Path
) -> None:
    left = replace(job("/bin/sleep", "600", sidecar=True), id="job-left-over")
    program = client.create_container(**job_containers.program(running.place, left))["Id"]
    client.start(program)
    client.create_container(**job_containers.sidecar(running.place, left, MODELS, program))
    task = asyncio.ensure_future(running.run(job("/bin/sleep", "600")))
    async with asyncio.timeout(30):
        while len(await running.found()) < 3:
            await asyncio.sleep(0.1)
    await sweep(running, StateLayout(tmp_path), lambda: {ID})
    assert [one.id for one in await running.found()] == [ID]
    assert [one.seconds for one in await running.found()] == [60]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_job_begins_afresh_beside_what_a_killed_hub_left(
    running: DockerJobs, client: docker.APIClient
) -> None:
    old = job("/bin/sleep", "600")
    client.create_container(**job_containers.program(running.place, old))
    assert (await running.run(job("/bin/echo", "again"))).lines == "again\n"
