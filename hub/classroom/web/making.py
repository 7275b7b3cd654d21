"""Releases that are being made: it may take minutes, and nobody's request should."""

from __future__ import annotations

import asyncio
import logging
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from classroom import audit
from classroom.errors import ClassroomError
from classroom.releases import making, sources
from classroom.releases.sources import Kind, Source
from classroom.releases.url import check_ref, check_url
from classroom.web.faults import fault_of
from classroom.web.shared import Classroom
from classroom.web.source_wish import AnySource, FolderSource, GitSource, in_words

COURSE_FOLDER = Path("/srv/course")
"""Where the service's image has the course of this hub."""
_FETCHED_WITHIN = 600.0  # seconds; the hub stops a job earlier
_LOOK = 0.5  # seconds between two looks at a job
_KEPT = 20
_LOG = logging.getLogger("classroom.making")


@dataclass
class Making:
    """One release that is being made, was made, or was refused.

    Attributes:
        name: of it.
        by, words: who makes it, of what.
        state: `running`, `made`, `unchanged` or `refused`.
        error: why it was refused.
        release: its number.
        task: what works on it.
    """

    name: str
    by: str
    words: str
    state: str = "running"
    error: ClassroomError | None = None
    release: int | None = None
    warnings: tuple[str, ...] = ()
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def told(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        said: dict[str, Any] = {"id": self.name, "by": self.by, "source": self.words}
        said |= {"state": self.state, "release": self.release, "warnings": list(self.warnings)}
        if self.error:
            said |= {"code": self.error.code, "message": self.error.message}
        return said


class Makings:
    """Those of this process; one that a restart ends has left nothing behind."""

    def __init__(self, course: Path = COURSE_FOLDER) -> None:
        self._course = course
        self._all: list[Making] = []
        self._numbers = count(1)

    def newest(self) -> list[Making]:
        """Return the last ones, the newest first."""
        return list(reversed(self._all))

    async def begin(self, classroom: Classroom, source: AnySource, by: str) -> Making:
        """Begin to make a release.

        Raises:
            ClassroomError: for a source that is none; the audit tells of it.
        """
        try:
            words, find = self._finder(classroom, source)
        except ClassroomError as error:
            await asyncio.to_thread(note_refusal, classroom, by, in_words(source), error)
            raise
        one = Making(f"m{next(self._numbers)}", by, words)
        one.task = asyncio.create_task(self._work(classroom, one, find))
        self._all = [*self._all, one][-_KEPT:]
        return one

    def _finder(self, classroom: Classroom, source: AnySource) -> tuple[str, Callable[[], Any]]:
        """Return what a source is called, and what gets it."""
        if isinstance(source, GitSource):
            check_url(source.url)
            check_ref(source.ref)
            return f"git {source.url} {source.ref}", lambda: fetch(classroom, source)
        if isinstance(source, FolderSource):
            found = sources.folder(classroom.layout, source.name)
        else:
            found = sources.course(self._course)
        return found.words, lambda: _at_once(found)

    async def _work(self, classroom: Classroom, one: Making, find: Callable[[], Any]) -> None:
        try:
            source: Source = await find()
            try:
                outcome = await asyncio.to_thread(
                    making.make, classroom.layout, source, one.by, _LOG.info
                )
            finally:
                if source.kind is Kind.GIT:  # a release has its own copy
                    fetched = source.folder.parent
                    await asyncio.to_thread(shutil.rmtree, fetched, ignore_errors=True)
            await asyncio.to_thread(note, classroom, one.by, outcome.release.number, source.words)
        except Exception as error:
            if not isinstance(error, ClassroomError):
                _LOG.exception("a release of %s could not be made", one.words)
            one.state, one.error = "refused", fault_of(error)
            await asyncio.to_thread(note_refusal, classroom, one.by, one.words, one.error)
            return
        one.release, one.warnings = outcome.release.number, outcome.release.warnings
        one.state = "made" if outcome.changed else "unchanged"


async def _at_once(source: Source) -> Source:
    return source


async def fetch(classroom: Classroom, source: GitSource) -> Source:
    """Have a repository fetched in a confined container; return what came of it.

    Raises:
        ClassroomError: the job's own, or `fetch-too-long`.
    """
    job_id = f"{sources.FETCH}-{secrets.token_hex(8)}"
    folder = classroom.layout.jobs / job_id
    folder.mkdir(mode=0o700, parents=True)
    try:
        return await _fetched(classroom, source, job_id)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise


async def _fetched(classroom: Classroom, source: GitSource, job_id: str) -> Source:
    number = await classroom.hub.start_job(sources.FETCH, id=job_id, url=source.url, ref=source.ref)
    looks = int(_FETCHED_WITHIN / _LOOK)
    for _ in range(looks):
        job = await classroom.hub.job(number)
        if job.get("state") == "done":
            return sources.git(classroom.layout, number, source.url, source.ref)
        if job.get("state") == "failed":
            message = str(job.get("message") or "The repository could not be fetched.")
            raise ClassroomError(str(job.get("code") or "fetch-failed"), message)
        await asyncio.sleep(_LOOK)
    raise ClassroomError(
        "fetch-too-long", "Fetching the repository takes too long: try again later.", 504
    )


def note_refusal(classroom: Classroom, by: str, words: str, error: ClassroomError) -> None:
    """Write into the audit whose release was refused, and why."""
    with classroom.sessions.begin() as session:
        audit.record(session, by, "release-refused", words, f"{error.code}: {error.message}")


def note(classroom: Classroom, by: str, release: int, words: str) -> None:
    """Write into the audit who made a release, of what."""
    with classroom.sessions.begin() as session:
        audit.record(session, by, "release", f"release {release}", words)
