"""Pushes from beginning to end: written down, published, sent to the hub, followed up.

Everything after the first step can be done again: a service that was killed in between goes on
where it was, by `finish_open` or when anybody looks at the push.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.orm import Session, sessionmaker

from classroom import audit
from classroom.errors import ClassroomError
from classroom.hub_api import HubApi
from classroom.layout import ClassroomLayout
from classroom.people import Member
from classroom.pushes import book, exchange
from classroom.pushes.rights import check_may_act
from classroom.pushes.tables import Kind, Push, RowState
from classroom.pushes.targets import resolve
from classroom.pushes.wanted import Wanted
from classroom.pushes.writing import write_push, write_undo

_AT_ONCE = 1000  # orders in one request; the hub takes 2000
_LOG = logging.getLogger("classroom.pushes")


class Pushes:
    """What instructors can do with pushes; holds nothing but where things are."""

    def __init__(
        self, layout: ClassroomLayout, sessions: sessionmaker[Session], hub: HubApi
    ) -> None:
        self._layout, self._sessions, self._hub = layout, sessions, hub

    async def start(self, teacher: Member, wanted: Wanted, *, dry_run: bool = False) -> int:
        """Push, or try what a push would do; returns its number.

        Raises:
            ClassroomError: what is wrong with the wish. When only the hub or the disk is in the
                way, the push stands and goes on later.
        """
        reach = resolve(wanted.targets, teacher, await self._hub.members())
        kind = Kind.TRIAL if dry_run else Kind.UPDATE
        number = await asyncio.to_thread(
            write_push, self._layout, self._sessions, teacher, wanted, reach, kind
        )
        await self._try_to_finish(number)
        return number

    async def undo(self, teacher: Member, number: int) -> int:
        """Take a push back; returns the number of the undo, a push of its own."""
        members = await self._hub.members()
        undo = await asyncio.to_thread(
            write_undo, self._layout, self._sessions, teacher, members, number
        )
        await self._try_to_finish(undo)
        await self._try_to_finish(number)  # what still waits of it is called off
        return undo

    async def retry(self, teacher: Member, number: int) -> None:
        """Try again where a push failed.

        Raises:
            ClassroomError: `no-such-push`, `not-your-push`, `nothing-to-retry`, `hub-down`.
        """
        members = await self._hub.members()
        push = await asyncio.to_thread(self._check_retry, teacher, members, number)
        await asyncio.to_thread(exchange.again, self._sessions, number)
        await self._hub.retry(push.hub_name)
        await self._try_to_finish(number)

    def _check_retry(self, teacher: Member, members: dict[str, Member], number: int) -> Push:
        with self._sessions.begin() as session:
            push, rows = book.get(session, number), book.rows(session, number)
            check_may_act(push, [row.user for row in rows], teacher, members)
            if book.undo_of(session, number):
                raise ClassroomError("nothing-to-retry", "This push was taken back.", 409)
            if not any(row.state == RowState.FAILED for row in rows):
                raise ClassroomError("nothing-to-retry", "Nothing of this push has failed.", 409)
            audit.record(session, teacher.name, "retry", push.name)
        return push

    async def finish(self, number: int) -> None:
        """Bring a push as far as it goes now, and note how far that is.

        Raises:
            ClassroomError: when the hub or the disk is in the way; it can be tried again.
        """
        await asyncio.to_thread(exchange.publish_for, self._layout, self._sessions, number)
        await self._speak_with_hub(number)

    async def _speak_with_hub(self, number: int) -> None:
        push, undone = await asyncio.to_thread(self._push, number)
        known = await self._hub.orders(push.hub_name)
        people = await self._hub.members()
        await asyncio.to_thread(exchange.take_in, self._sessions, number, known)
        if undone and any(one.get("state") == RowState.WAITING for one in known):
            called_off = await self._hub.cancel(push.hub_name)
            await asyncio.to_thread(exchange.take_in, self._sessions, number, called_off)
        orders = await asyncio.to_thread(
            exchange.to_send, self._layout, self._sessions, number, known, people.keys()
        )
        for first in range(0, len(orders), _AT_ONCE):
            some = orders[first : first + _AT_ONCE]
            said = await self._hub.send_orders(push.hub_name, some, dry_run=push.is_trial)
            await asyncio.to_thread(exchange.take_in, self._sessions, number, said)

    def _push(self, number: int) -> tuple[Push, bool]:
        """Return a push, and whether it was taken back."""
        with self._sessions() as session:
            return book.get(session, number), book.undo_of(session, number) is not None

    async def _try_to_finish(self, number: int) -> None:
        try:
            await self.finish(number)
        except ClassroomError as error:
            _LOG.warning("push p%d goes on later: %s", number, error)

    async def finish_open(self, *, all_open: bool = False) -> None:
        """Go on with what was cut off or waits for its date; with `all_open` ask about all."""
        look = book.unfinished if all_open else book.unsent
        with self._sessions() as session:
            numbers = look(session)
        for number in numbers:
            try:
                await self._go_on(number, all_open)
            except ClassroomError as error:
                _LOG.warning("push p%d goes on later: %s", number, error)

    async def _go_on(self, number: int, all_open: bool) -> None:
        news = await asyncio.to_thread(exchange.publish_for, self._layout, self._sessions, number)
        if news or all_open:
            await self._speak_with_hub(number)
