"""Who left the course: what is kept of them gets a name of its own, which no namesake has.

Names are given again, numbers of people are not. So what somebody called `ada` did up to the day
they left belongs to `ada-20003` from then on: kept, seen by who teaches all, and nothing that the
next `ada` would find among their own.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.errors import ClassroomError
from classroom.handins.shelf import hand_over
from classroom.handins.tables import HandIn
from classroom.help.tables import HelpRequest
from classroom.marking.tables import Return
from classroom.pushes.tables import Push, PushRow

PAUSE = 30.0  # seconds between two questions
_NAME = re.compile(r"[a-z][a-z0-9]{1,30}")
_LOG = logging.getLogger("classroom.leavers")


@dataclass(frozen=True)
class Leaver:
    """Somebody who was called `name` until `removed` (UTC)."""

    name: str
    uid: int
    removed: datetime

    @property
    def kept_as(self) -> str:
        """The name of what is kept; no user's has a hyphen."""
        return f"{self.name}-{self.uid}"


def read(told: Sequence[dict[str, Any]]) -> list[Leaver]:
    """Return the leavers that the hub tells of; what is none is left out."""
    found = []
    for one in told:
        try:
            at = datetime.fromisoformat(str(one["removed"])).replace(tzinfo=None)
            leaver = Leaver(str(one["name"]), int(one["uid"]), at)
        except (KeyError, TypeError, ValueError):
            continue
        if _NAME.fullmatch(leaver.name):
            found.append(leaver)
    return found


def part(sessions: sessionmaker[Session], handins: Path, leaver: Leaver) -> bool:
    """Give what a leaver left its own name; tell whether there was anything.

    The files go first: after a cut in between, the ledger still says what is to be done.
    """
    name, last = leaver.name, leaver.removed
    with sessions.begin() as session:
        papers = session.scalars(select(HandIn).where(HandIn.user == name, HandIn.at <= last)).all()
        rows: list[Any] = [
            *papers,
            *session.scalars(select(Return).where(Return.user == name, Return.at <= last)),
            *session.scalars(
                select(HelpRequest).where(HelpRequest.user == name, HelpRequest.asked_at <= last)
            ),
            *session.scalars(
                select(PushRow)
                .join(Push, Push.id == PushRow.push_id)
                .where(PushRow.user == name, Push.at <= last)
            ),
        ]
        for paper in papers:
            hand_over(handins, paper, leaver.kept_as)
        for row in rows:
            row.user = leaver.kept_as
        if rows:
            record(session, "hub", "leave", name, f"kept as {leaver.kept_as}")
    return bool(rows)


async def keep_parting(
    sessions: sessionmaker[Session],
    handins: Path,
    ask: Callable[[], Awaitable[Sequence[dict[str, Any]]]],
    pause: float = PAUSE,
) -> None:
    """Do so for ever; a hub that does not answer is asked again."""
    while True:
        try:
            for leaver in read(await ask()):
                await asyncio.to_thread(part, sessions, handins, leaver)
        except ClassroomError as error:
            _LOG.warning("who left the course is not known now: %s", error)
        await asyncio.sleep(pause)
