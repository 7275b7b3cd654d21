"""Jobs as one or two Docker containers each, which never outlive the call that runs them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import docker
from docker.errors import APIError

from llmhub import names
from llmhub.docker import job_containers, reading
from llmhub.docker.containers import Place
from llmhub.docker.engine import Engine, ignore_missing
from llmhub.docker.parts import tail
from llmhub.errors import PairError
from llmhub.jobs.interface import Fits, anything_fits
from llmhub.jobs.spec import Cut, FoundJob, JobResult, JobSpec
from llmhub.pair import Health, PartState

Client = docker.APIClient

LOOK_INTERVAL = 0.5  # seconds between two looks at a job
LINES, CHARACTERS = 40, 4000
KILLED = 137


class DockerJobs:
    """All jobs of one hub on this host's Docker; implements `llmhub.jobs.interface.Jobs`.

    No thread waits for a job: it is looked at twice a second, so that a restart of Docker harms
    none, and marking takes nothing from the students' starts.
    """

    def __init__(self, instance: str, engine: Engine) -> None:
        self.place = Place(instance)
        self.engine = engine
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self, spec: JobSpec, fits: Fits = anything_fits) -> JobResult:
        """Run a job; no container of it is left, whatever happens."""
        start = asyncio.ensure_future(self.engine.call(lambda client: self._start(client, spec)))
        try:
            await asyncio.shield(start)
            return await self._watch(spec, fits)
        finally:
            await asyncio.shield(self._begin_cleaning(spec.id, start))

    def _begin_cleaning(self, job: str, start: asyncio.Future[None]) -> asyncio.Task[None]:
        """Begin what goes on to its end whoever stops waiting."""
        task = asyncio.create_task(self._clean(job, start))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _clean(self, job: str, start: asyncio.Future[None]) -> None:
        """Remove what there is, after the start: a thread cannot be called back."""
        await asyncio.gather(start, return_exceptions=True)
        await self.engine.call(lambda client: self._remove(client, job))

    def _start(self, client: Client, spec: JobSpec) -> None:
        self._remove(client, spec.id)
        program = client.create_container(**job_containers.program(self.place, spec))["Id"]
        client.start(program)
        if spec.sidecar is None:
            return
        asked = job_containers.sidecar(self.place, spec, spec.sidecar, program)
        sidecar = client.create_container(**asked)["Id"]
        try:
            client.start(sidecar)
        except APIError:
            # There is no network to join once the program has ended: then its end is the news.
            if client.inspect_container(program)["State"]["Running"]:
                raise

    async def _watch(self, spec: JobSpec, fits: Fits) -> JobResult:
        loop = asyncio.get_running_loop()
        end = loop.time() + spec.seconds
        while True:
            state = await self._state(spec.id)
            if state is not None and state.health is Health.EXITED:
                return await self._result(spec.id, state)
            if loop.time() >= end:
                return await self._cut(spec.id, Cut.TIME)
            if not await asyncio.to_thread(fits):
                return await self._cut(spec.id, Cut.SIZE)
            await asyncio.sleep(LOOK_INTERVAL)

    async def _state(self, job: str) -> PartState | None:
        """Return the program's state; None while the engine does not answer."""
        name = job_containers.program_name(self.place, job)
        try:
            report = await self.engine.call(lambda client: client.inspect_container(name))
        except PairError as error:
            if error.code != "docker-down":
                raise
            return None
        return reading.part_state(report)

    async def _result(self, job: str, state: PartState) -> JobResult:
        lines = await self._lines(job)
        code = KILLED if state.exit_code is None else state.exit_code
        return JobResult(code, lines, state.out_of_memory)

    async def _cut(self, job: str, why: Cut) -> JobResult:
        name = job_containers.program_name(self.place, job)
        await self.engine.call(lambda client: ignore_missing(partial(client.kill, name)))
        return JobResult(KILLED, await self._lines(job), cut=why)

    async def _lines(self, job: str) -> str:
        name = job_containers.program_name(self.place, job)
        return readable(await self.engine.call(lambda client: tail(client, name, LINES)))

    async def found(self) -> Sequence[FoundJob]:
        """Tell which containers are there, of programs and of model servers."""
        label = f"{names.LABEL_INSTANCE}={self.place.instance}"
        filters = {"label": [label, names.LABEL_JOB]}
        found = await self.engine.call(lambda client: client.containers(all=True, filters=filters))
        return [_found(one) for one in found]

    async def remove(self, found: FoundJob) -> None:
        """Remove one container."""
        await self.engine.call(lambda client: remove(client, found.key))

    def _remove(self, client: Client, job: str) -> None:
        """The program first: whatever the model server says then, nobody hears it."""
        for name in (
            job_containers.program_name(self.place, job),
            job_containers.sidecar_name(self.place, job),
        ):
            remove(client, name)


def remove(client: Client, name: str) -> None:
    """Remove a container and its volumes, whatever state it is in."""
    ignore_missing(partial(client.remove_container, name, force=True, v=True))


def readable(text: str) -> str:
    """Return the last words of a job without what could play tricks on a terminal or a page."""
    kept = "".join(sign if sign.isprintable() or sign in "\n\t" else "�" for sign in text)
    return kept[-CHARACTERS:]


def _found(report: Mapping[str, Any]) -> FoundJob:
    labels = report["Labels"]
    created = datetime.fromtimestamp(report["Created"], UTC)
    return FoundJob(
        report["Id"], labels[names.LABEL_JOB], created, float(labels[names.LABEL_SECONDS])
    )
