"""The hub's jobs as marking sees them: what a run leaves in the job's folder is up to the test."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from classroom.errors import ClassroomError

Run = Callable[[Path], Mapping[str, str] | None]
"""Is given the job's folder; writes `out/`, may return the standing of a failure."""


class MarkingJobs:
    """Runs each job in a thread; counts how many run at once."""

    def __init__(self, jobs: Path, run: Run) -> None:
        self.jobs, self.run_it = jobs, run
        self.standing: dict[str, dict[str, Any]] = {}
        self.at_once = self.most_at_once = self.silent = 0
        self.asked: list[dict[str, Any]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start_job(self, kind: str, **words: Any) -> str:
        self.asked.append({"kind": kind, **words})
        job = str(words["id"])
        self.standing[job] = {"id": job, "state": "waiting", "code": "", "message": ""}
        self._tasks.append(asyncio.create_task(self._work(job)))
        return job

    async def job(self, number: str, /) -> Mapping[str, Any]:
        if self.silent:
            self.silent -= 1
            raise ClassroomError("hub-down", "The hub does not answer.", 503)
        return self.standing[number]

    async def _work(self, job: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.standing[job]["state"] = "running"
        try:
            failed = await asyncio.to_thread(self.run_it, self.jobs / job)
            self.standing[job].update(failed or {"state": "done"})
        finally:
            self.at_once -= 1


PROGRAM = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read("assignment.ipynb", as_version=4)
NotebookClient(book, timeout=60, kernel_name="python3", allow_errors=True).execute()
nbformat.write(book, sys.argv[1])
"""


def really_run(folder: Path) -> None:
    """Run the notebook with this machine's Python, errors and all, as the job does."""
    (folder / "out").mkdir()
    command = [sys.executable, "-c", PROGRAM, str(folder / "out/executed.ipynb")]
    subprocess.run(command, cwd=folder / "in", check=True, capture_output=True)


def leave(folder: Path, data: bytes) -> None:
    """Leave a result."""
    (folder / "out").mkdir()
    (folder / "out/executed.ipynb").write_bytes(data)
