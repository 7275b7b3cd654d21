"""Carries one order out: files in, containers, files out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from llmhub import capacity
from llmhub.errors import LabError, PairError
from llmhub.jobs import recipe, verdict
from llmhub.jobs.box import Box, guarded
from llmhub.jobs.copying import Allowance
from llmhub.jobs.interface import Jobs
from llmhub.jobs.order import FetchOrder, MarkOrder, Order
from llmhub.jobs.spec import JobResult
from llmhub.layout import StateLayout
from llmhub.settings import Settings

log = logging.getLogger(__name__)


class Worker:
    """What it takes to carry orders out."""

    def __init__(self, settings: Settings, layout: StateLayout, jobs: Jobs) -> None:
        self._settings, self._layout, self._jobs = settings, layout, jobs

    async def carry_out(self, order: Order) -> None:
        """Do what is asked and lay the result down, or raise LabError. No trace of it is left."""
        capacity.check_memory(capacity.available_memory(), self._settings.start_reserve)
        box = Box(self._layout, order.id)
        try:
            await in_thread(box.clear_out)
            await in_thread(box.make)
            if isinstance(order, FetchOrder):
                await self._fetch(order, box)
            else:
                await self._mark(order, box)
        finally:
            await asyncio.to_thread(box.remove)

    async def _fetch(self, order: FetchOrder, box: Box) -> None:
        await in_thread(lambda: box.make_out(recipe.job_uid(self._settings)))
        spec = recipe.fetch_job(self._settings, order.id, order.url, order.ref)
        size, files = recipe.FETCHED_SIZE, recipe.FETCHED_FILES
        result = await self._jobs.run(spec, lambda: box.fits(size, files))
        if (error := self._trouble(order, result)) is not None:
            raise error
        await in_thread(lambda: box.give_out(size, files))

    async def _mark(self, order: MarkOrder, box: Box) -> None:
        """Run a hand-in; what ran until something went wrong is laid down too, where it can be."""
        release = self._layout.newest_release()
        if not release:
            raise PairError("no-models", "The model store is empty: run `make models`.")
        given = Allowance(recipe.HANDED_IN_SIZE, recipe.HANDED_IN_FILES, 0)
        await in_thread(lambda: box.take_in(given))
        await in_thread(lambda: box.make_executed(recipe.job_uid(self._settings)))
        error = self._trouble(order, await self._run_notebook(order, release))
        try:
            await in_thread(lambda: box.give_out(recipe.EXECUTED_SIZE, 1))
        except LabError:
            if error is None:
                raise
        if error is not None:
            raise error

    async def _run_notebook(self, order: MarkOrder, release: int) -> JobResult:
        """Run it with the week's image, or where that is missing, with the usual one."""
        choice = recipe.mark_image(self._settings, order.week)
        images = [choice.image, *([self._settings.notebook_image] if choice.by_rule else [])]
        for image in images:
            spec = recipe.mark_job(
                self._settings, order.id, order.week, order.notebook, release, image
            )
            try:
                return await self._jobs.run(spec)
            except PairError as error:
                if error.code != "image-missing" or image == images[-1]:
                    raise
                log.warning("%s is not on this host: %s goes without it", image, order.id)
        raise AssertionError("one of the images was tried last")

    def _trouble(self, order: Order, result: JobResult) -> LabError | None:
        error = verdict.trouble(result)
        if error is not None:
            log.warning("job %s: %s; it said: %s", order.id, error, ascii(result.lines[-1000:]))
        return error


async def in_thread(work: Callable[[], None]) -> None:
    """Do something with folders in a thread of its own."""
    await asyncio.to_thread(guarded, work)
