"""The running lab: settings and the few objects that all spawners of one hub share."""

from __future__ import annotations

import os
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from llmhub import crash_logs
from llmhub.docker import DockerPairs
from llmhub.docker.engine import Engine
from llmhub.docker.jobs import DockerJobs
from llmhub.jobs.interface import Jobs
from llmhub.layout import StateLayout
from llmhub.pair import Pairs
from llmhub.settings import Settings, load
from llmhub.start_queue import StartQueue


@dataclass(frozen=True)
class Lab:
    """What is shared: `pairs` is the only way to containers, `queue` the only way to a start,
    `broom` sweeps away what students left behind, one student after the other, `jobs` runs what
    the course service asks for."""

    settings: Settings
    layout: StateLayout
    pairs: Pairs
    queue: StartQueue
    broom: Executor
    jobs: Jobs


@cache
def lab() -> Lab:
    """Return this process's lab, made from the environment at the first call."""
    return make_lab(load())


def make_lab(settings: Settings) -> Lab:
    """Make a lab on this host's Docker."""
    layout = StateLayout(settings.state_dir)
    engine = Engine(settings.docker_threads)
    pairs = DockerPairs(settings.name, engine, crash_logs.keeper(layout))
    jobs = DockerJobs(settings.name, engine)
    broom = ThreadPoolExecutor(1, thread_name_prefix="broom")
    return Lab(settings, layout, pairs, StartQueue(slots(settings)), broom, jobs)


def slots(settings: Settings) -> int:
    """Return how many starts run at a time: more only make all of them slow."""
    return settings.concurrent_starts or 2 * (os.cpu_count() or 1)
