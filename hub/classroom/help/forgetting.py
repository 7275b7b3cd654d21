"""Copies go when the time is over, whoever is there to see it; a killed service goes on here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.help.desk import close, name_of
from classroom.help.shelf import Shelf
from classroom.help.state import KEPT_OPEN, TIME, State, state_of
from classroom.help.tables import HelpRequest, open_requests
from classroom.ledger import now

PAUSE = 20.0  # seconds between two rounds


def forget(
    sessions: sessionmaker[Session], shelf: Shelf, clock: Callable[[], datetime] = now
) -> list[int]:
    """Remove the copies that nobody may look at any more; return of which questions.

    First the ledger says that a copy is gone, then the file goes: never the other way round.
    """
    at = clock()
    with sessions.begin() as session:
        for request in open_requests(session):
            if request.asked_at < at - KEPT_OPEN:
                close(session, request, TIME, at)
            elif request.copy_at and state_of(request, at) is not State.ALLOWED:
                request.copy_at = request.wanted_at = None
                record(session, TIME, "help-expire", name_of(request), request.user)
    gone = []
    for number in shelf.numbers():
        with sessions() as session:
            found = session.get(HelpRequest, number)
        if found is None or state_of(found, at) is not State.ALLOWED:
            shelf.remove(number)
            gone.append(number)
    return gone


async def keep_forgetting(
    sessions: sessionmaker[Session], shelf: Shelf, pause: float = PAUSE
) -> None:
    """Do so for ever."""
    while True:
        await asyncio.to_thread(forget, sessions, shelf)
        await asyncio.sleep(pause)
