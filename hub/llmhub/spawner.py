"""From JupyterHub's calls to the student's pair. Knows the pair's interface, and no engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from jupyterhub.spawner import Spawner
from jupyterhub.utils import maybe_future

from llmhub import capacity, crash_logs, folders, image_choice, progress, recipe
from llmhub.accounts.leaving import check_staying
from llmhub.accounts.roles import sections_of, teaches
from llmhub.arrival import wait_for_notebook
from llmhub.delivery import at_start
from llmhub.errors import LabError, PairError
from llmhub.image_choice import ImageChoice
from llmhub.lab import Lab, lab
from llmhub.launch import launch
from llmhub.pair import Address, PairKey, PairSpec, PairState
from llmhub.progress import Event, Stage
from llmhub.refusals import refusal, too_slow
from llmhub.start_queue import Ticket

LOOK_INTERVAL = 0.3  # seconds between two looks for a new stage
ASK_AGAIN = 2  # seconds until an engine that did not answer is asked again


class LabSpawner(Spawner):
    """A spawner whose server is a pair; subclasses bring `image` and the engine's traits."""

    image: str
    _ticket: Ticket | None = None
    _stage = Stage.QUEUE
    _note = ""
    _revival: asyncio.Task[None] | None = None

    @property
    def lab(self) -> Lab:
        """What all spawners share."""
        return lab()

    @property
    def key(self) -> PairKey:
        """Which pair this is."""
        return PairKey(self.user.name, self.name)

    def uid(self) -> int:
        """The student's own Unix user id."""
        from llmhub.accounts.people import uid_of  # the database's tables need a running hub

        return uid_of(self.db, self.user.name, self.lab.settings.uid_first)

    async def start(self) -> tuple[str, int]:
        """Wait for a turn, start the pair and return where the notebook listens."""
        settings = self.lab.settings
        self._ticket, self._stage, self._note = Ticket(str(self.key)), Stage.QUEUE, ""
        try:
            check_staying(self.user.name)
            async with self.lab.queue.turn(self._ticket, settings.queue_timeout):
                async with asyncio.timeout(settings.start_timeout):
                    address = await self._start_pair()
                await at_start.work_off(self.db, self.lab.pairs, self.key, self.lab.layout)
                self._stage = Stage.READY
        except LabError as error:
            self._stage = Stage.FAILED
            raise refusal(error) from error
        except TimeoutError as error:
            self._stage = Stage.FAILED
            await self._give_up()
            raise refusal(too_slow(self._ticket, settings.start_timeout)) from error
        return address.ip, address.port

    async def _give_up(self) -> None:
        """Remove a pair that did not get ready in time; its last words are kept for the admin."""
        await crash_logs.keep_last_words(self.lab.pairs, self.lab.layout, self.key)
        with suppress(PairError):  # the hook tries again
            await self.lab.pairs.stop(self.key)

    async def _start_pair(self) -> Address:
        settings = self.lab.settings
        self._stage = Stage.NOTEBOOK
        capacity.check_memory(capacity.available_memory(), settings.start_reserve)
        release = self.lab.layout.newest_release()
        if not release:
            raise PairError("no-models", "The model store is empty: run `make models`.")
        uid = self.uid()
        made = await asyncio.to_thread(
            folders.prepare, settings, self.user.name, self.name, uid, release
        )
        self.lab.broom.submit(folders.sweep, made)
        choice = self._choice()
        self._note = choice.words
        address, got = await launch(
            self.lab.pairs, settings, choice, lambda one: self._spec(uid, release, one)
        )
        self._stage, self._note = Stage.MODELS, got.words
        await wait_for_notebook(self.lab.pairs, self.key, address)
        return address

    def _choice(self) -> ImageChoice:
        """Return what the rule says now, unless an admin's own configuration says otherwise."""
        if self.image:  # `group_overrides`, say
            return ImageChoice(self.image, image_choice.OWN)
        sections = sections_of(one.name for one in self.user.groups)
        return image_choice.choose(self.lab.settings, sections)

    def _spec(self, uid: int, release: int, choice: ImageChoice) -> PairSpec:
        settings = self.lab.settings
        limits = recipe.notebook_limits(settings, self.mem_limit, self.cpu_limit)
        environment = {**self.get_env(), **recipe.image_environment(choice)}
        may_write = teaches(one.name for one in self.user.groups)
        notebook = recipe.notebook(
            settings, self.key, choice.image, uid, environment, limits, release, teaches=may_write
        )
        return recipe.pair_spec(settings, self.key, notebook, release)

    async def stop(self, now: bool = False) -> None:
        """Stop both parts and remove them."""
        await self.lab.pairs.stop(self.key)

    async def poll(self) -> int | None:
        """Return None while the notebook runs: a dead model server is revived, not reported."""
        state = await self._known_state()
        if state is None:
            return None
        if not state.is_running:
            code = state.notebook.exit_code
            return 0 if code is None else code
        if state.needs_sidecar:
            self.revive_soon(state.release)
        return None

    async def _known_state(self) -> PairState | None:
        """Return the pair's state, however long the engine takes to answer; None: it will not say.

        Not to know is not to have stopped: a hub before its engine would forget every server.
        """
        while True:
            try:
                return await self.lab.pairs.state(self.key)
            except PairError as error:
                self.log.warning("cannot tell how %s is: %s", self.key, error)
                if error.code != "docker-down":  # it answers, and would say the same again
                    return None
                await asyncio.sleep(ASK_AGAIN)

    async def get_url(self) -> str:
        """Return where the notebook answers: a hub that ended during its start does not know."""
        try:
            address = await self.lab.pairs.address(self.key)
        except PairError:  # raised here it would end the hub that has just started
            address = None
        if address is None or self.server is None:
            return str(await super().get_url())
        return f"http://{address.ip}:{address.port}{self.server.base_url}"

    def revive_soon(self, release: int) -> None:
        """Start a dead model server again in the background, one attempt at a time.

        Not while the server starts or stops: then a missing model server is on its way.
        """
        if self._spawn_pending or self._stop_pending:
            return
        if self._revival is None or self._revival.done():
            self._revival = asyncio.ensure_future(self._revive(release))

    async def _revive(self, release: int) -> None:
        try:
            await self.lab.pairs.revive(self._spec(self.uid(), release, self._choice()))
            self.log.info("model server of %s is back", self.key)
        except LabError as error:
            self.log.warning("model server of %s cannot be revived: %s", self.key, error)

    async def run_post_stop_hook(self) -> Any:
        """Clean up after stop, crash, failed start and hub downtime alike.

        JupyterHub calls `stop` only while `poll` says that the server runs; this it calls always.
        """
        try:
            await self.lab.pairs.stop(self.key)
        except LabError as error:  # the reconciler tries again
            self.log.warning("cannot clean up after %s: %s", self.key, error)
        return await maybe_future(super().run_post_stop_hook())

    async def progress(self) -> AsyncIterator[Event]:
        """Yield an event whenever the stage or the place in the queue changes."""
        last: Event | None = None
        while self._stage is not Stage.FAILED:
            position = self.lab.queue.position(self._ticket) if self._ticket else 0
            wait = self.lab.queue.wait(position)
            event = progress.event(self._stage, position, wait, self._note)
            if event != last:
                yield event
                last = event
            if self._stage is Stage.READY:
                return
            await asyncio.sleep(LOOK_INTERVAL)
