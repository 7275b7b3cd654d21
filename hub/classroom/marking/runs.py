"""Run the tests over hand-ins, each in a container of its own, two at a time.

The service gives names and files; the hub decides what the container is. One hand-in that
breaks, hangs or lies harms no other: each ends with its own state and reason.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import shutil
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from nbformat import NotebookNode
from sqlalchemy.orm import Session, sessionmaker

from classroom.errors import ClassroomError
from classroom.handins.notebooks import Unreadable, read_notebook
from classroom.handins.parcel import NOTEBOOK
from classroom.handins.shelf import read
from classroom.handins.tables import HandIn
from classroom.layout import ClassroomLayout
from classroom.marking import queue
from classroom.marking.material import Material, material_of
from classroom.marking.points import Altered, Result, results_of
from classroom.marking.submission import lay_down, prepare
from classroom.marking.untrusted import read_file
from classroom.releases.intact import check_whole
from classroom.releases.store import Store

AT_ONCE = 2
MARK = "mark"
"""The kind of job, with which the names of their folders begin."""
EXECUTED_BYTES = 20 * 2**20
# A job may wait behind others of the hub before it runs for 15 minutes.
_MOST_SECONDS, _MOST_SILENCE = 3600.0, 300.0
_LOG = logging.getLogger("classroom.marking")


class Hub(Protocol):
    """What of the hub's API is needed here."""

    def start_job(self, kind: str, *, id: str, week: int) -> Awaitable[Any]:
        """Ask for a job over what lies in its folder."""
        ...

    def job(self, number: str, /) -> Awaitable[Mapping[str, Any]]:
        """Tell how a job stands: `state`, `code`, `message`."""
        ...


@dataclass(frozen=True)
class Place:
    """Where tests are run; `pause` is the time between two looks, in seconds."""

    layout: ClassroomLayout
    sessions: sessionmaker[Session]
    hub: Hub
    pause: float = 2.0


async def work(place: Place) -> None:
    """Run what waits, for ever; begins with what an earlier service left running.

    Raises:
        Exception: the ledger did not take a run's end; begun anew, this takes that run up again.
    """
    with place.sessions.begin() as session:
        queue.take_up_again(session)
    under_way: dict[int, asyncio.Task[None]] = {}
    try:
        while True:
            for done in [key for key, task in under_way.items() if task.done()]:
                under_way.pop(done).result()
            with place.sessions() as session:
                queued = queue.waiting(session, AT_ONCE * 2)
            for run_id in (one for one in queued if one not in under_way):
                if len(under_way) < AT_ONCE:
                    under_way[run_id] = asyncio.create_task(run_one(place, run_id))
            await asyncio.sleep(place.pause)
    finally:
        for task in under_way.values():
            task.cancel()
        await asyncio.gather(*under_way.values(), return_exceptions=True)


async def run_one(place: Place, run_id: int) -> None:
    """Run one hand-in's tests and note what came of it; whatever goes wrong is a reason."""
    try:
        with place.sessions.begin() as session:
            handin = queue.begin(session, run_id)
        material, found = await _outcome(place, handin)
        with place.sessions.begin() as session:
            queue.finish(session, run_id, material.release, found)
    except ClassroomError as error:
        _fail(place, run_id, error)
    except Exception:
        _LOG.exception("run %d of the tests failed", run_id)
        words = "The service could not run the tests; its log says more."
        _fail(place, run_id, ClassroomError("marking-failed", words, 500))


def _fail(place: Place, run_id: int, error: ClassroomError) -> None:
    with place.sessions.begin() as session:
        queue.fail(session, run_id, error.code, error.message)


async def _outcome(place: Place, handin: HandIn) -> tuple[Material, dict[str, Result]]:
    """Lay a job down, have it run, and read what came back; its folder is gone afterwards."""
    job = f"{MARK}-{handin.id}-{secrets.token_hex(6)}"
    folder = place.layout.jobs / job
    try:
        material, source, notebook = await asyncio.to_thread(_lay_down, place, handin, folder)
        await place.hub.start_job(MARK, id=job, week=handin.week)
        await _ended(place, job)
        return material, await asyncio.to_thread(
            _read, place.layout.jobs, job, material, source, notebook
        )
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _lay_down(
    place: Place, handin: HandIn, folder: Path
) -> tuple[Material, NotebookNode, NotebookNode]:
    """Write the job's files; return what it is marked by, the source, and the notebook in it."""
    material = material_of(place.layout, handin.week)
    check_whole(Store(place.layout.releases), material.release)
    source = material.source()
    names = [str(one["path"]) for one in handin.files]
    files = {name: read(place.layout.handins, handin, name) for name in names}
    try:
        notebook = prepare(read_notebook(files.pop(NOTEBOOK)), source)
    except Unreadable as error:
        raise ClassroomError("marking-notebook", f"{NOTEBOOK}: {error}.") from error
    folder.mkdir(mode=0o700, parents=True)
    lay_down(folder, material, notebook, files)
    return material, source, notebook


async def _ended(place: Place, job: str) -> None:
    """Wait for a job's end. A hub that is down for a while is waited for.

    Raises:
        ClassroomError: the job's own reason, `marking-time`, or the hub's silence.
    """
    clock = asyncio.get_running_loop().time
    heard = begun = clock()
    while clock() < begun + _MOST_SECONDS:
        try:
            standing = await place.hub.job(job)
        except ClassroomError as error:
            if error.status < 500 or clock() > heard + _MOST_SILENCE:
                raise
        else:
            heard = clock()
            if standing["state"] == "failed":
                message = str(standing.get("message") or "The job failed.")
                raise ClassroomError(str(standing.get("code") or "job-failed"), message)
            if standing["state"] == "done":
                return
        await asyncio.sleep(place.pause)
    raise ClassroomError("marking-time", "The tests did not end in time. Run them again.")


def _read(
    jobs: Path, job: str, material: Material, source: NotebookNode, notebook: NotebookNode
) -> dict[str, Result]:
    """Return what came of each test, from a file that a student's code may have written."""
    data = read_file(jobs, (job, "out", "executed.ipynb"), EXECUTED_BYTES)
    try:
        executed = read_notebook(data, EXECUTED_BYTES)
    except Unreadable as error:
        words = f"The notebook that came back cannot be used: {error}. Read the code by hand."
        raise ClassroomError("marking-output", words, 502) from error
    try:
        return results_of(material.rubric(), source, notebook, executed)
    except Altered as error:
        raise ClassroomError("marking-altered", f"{error} Read the code by hand.", 502) from error
