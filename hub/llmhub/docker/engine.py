"""Calls to Docker from many threads at once.

DockerSpawner has one worker thread for all users: one student's ten-second `docker stop` then
delays everybody's start. Here a pool serves all, and each thread has a client of its own, for
the HTTP session inside a client is not documented as thread-safe.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from requests.exceptions import RequestException

from llmhub.errors import PairError

T = TypeVar("T")
Broken = requests.exceptions.ConnectionError
API_TIMEOUT = 120  # seconds for one call; `docker create` on a busy disk takes tens of them


class Engine:
    """Runs functions of a Docker client in a pool of threads."""

    def __init__(self, threads: int = 16) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="docker")
        self._slow = ThreadPoolExecutor(threads, thread_name_prefix="docker-slow")
        self._local = threading.local()

    def client(self) -> docker.APIClient:
        """Return this thread's own client."""
        if not hasattr(self._local, "client"):
            self._local.client = docker.APIClient(version="auto", timeout=API_TIMEOUT)
        client: docker.APIClient = self._local.client
        return client

    def close(self) -> None:
        """End the threads, after the calls under way."""
        self._pool.shutdown()
        self._slow.shutdown()

    async def call(
        self, function: Callable[[docker.APIClient], T], again: bool = True, slow: bool = False
    ) -> T:
        """Run `function(client)` in the pool; Docker's errors become PairError.

        What a student can draw out is `slow`: it has threads of its own, so that nobody's start
        or stop waits behind it.

        A connection kept from before a restart of Docker is dead: unless `again` is False the
        function is run once more on a new one, so it must bear being run twice.
        """
        loop = asyncio.get_running_loop()
        pool = self._slow if slow else self._pool
        return await loop.run_in_executor(pool, self.run, function, again)

    def run(self, function: Callable[[docker.APIClient], T], again: bool = True) -> T:
        """Run `function(client)` in this thread; as `call`."""
        try:
            return function(self.client())
        except Broken as error:
            del self._local.client
            if not again:
                raise explain(error) from error
        except (DockerException, RequestException, OSError) as error:
            raise explain(error) from error
        return self.run(function, again=False)


def ignore_missing(call: Callable[[], object]) -> None:
    """Run a removal; what is gone already, or being removed, is no error."""
    try:
        call()
    except NotFound:
        pass
    except APIError as error:
        if error.status_code not in (304, 409):
            raise


def explain(error: Exception) -> PairError:
    """Turn an error of Docker's into a code and a sentence that says what to do."""
    text = str(getattr(error, "explanation", "") or error)
    low = text.lower()
    if isinstance(error, ImageNotFound) or "no such image" in low:
        return PairError("image-missing", f"An image is missing ({text}): run `make deploy`.")
    if "no space left" in low or "disk quota" in low:
        return PairError(
            "disk-full", "The disk is full: free some space (`make doctor` says where)."
        )
    if "unresolvable cdi devices" in low or "cdi device injection" in low:
        return PairError(
            "device-missing",
            f"The graphics card for this lab is not there ({text}). Tell your instructor; "
            "`make doctor` says which cards Docker knows.",
        )
    if 'driver "cdi"' in low:
        return PairError(
            "no-cdi",
            "This machine's Docker cannot hand out the graphics card for this lab. Tell your "
            "instructor; `make deploy` switches that on (CDI).",
        )
    if "cannot allocate memory" in low:
        return PairError("no-memory", "No memory is left for one more student: stop idle servers.")
    if isinstance(error, NotFound):
        return PairError("not-found", f"Docker does not know it: {text}.")
    if not isinstance(error, APIError):
        return PairError("docker-down", "Docker does not answer: run `make doctor`.")
    return PairError("docker-refused", f"Docker refused: {text}.")
