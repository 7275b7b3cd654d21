"""What there is to tell a student: feedback that came back, answers to questions."""

from __future__ import annotations

from typing import Any

from classroom.handins.receive import shown
from classroom.help.state import TOLD
from classroom.help.tables import ended_since
from classroom.help.telling import answers
from classroom.ledger import now
from classroom.marking.returning import returns_of
from classroom.web.base import ApiHandler
from classroom.web.login import ATTEND
from classroom.web.shared import Classroom


def notices(classroom: Classroom, user: str) -> dict[str, Any]:
    """Return a student's notices; what of them was seen, the lab knows."""
    with classroom.sessions() as session:
        newest = {one.week: one for one in reversed(returns_of(session, user))}
        ended = ended_since(session, now() - TOLD, user)
    feedback = [
        {
            "week": week,
            "number": one.number,
            "at": f"{one.at.isoformat(timespec='seconds')}Z",
            "at_local": shown(one.at, classroom.zone),
        }
        for week, one in sorted(newest.items())
    ]
    return {"feedback": feedback, "help": answers(ended, classroom.zone)}


class NoticesHandler(ApiHandler):
    """`GET notices`."""

    scope = ATTEND

    async def get(self) -> None:
        """List the own ones."""
        self.reply(await self.in_thread(notices, self.classroom, self.member.name))


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"api/notices", NoticesHandler)]
