"""Who did what: all of it for admins, their own deeds for instructors."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from classroom import audit
from classroom.marking.blind import blind_weeks, key_of, veiled
from classroom.people import Member, Role
from classroom.web.base import ApiHandler
from classroom.web.forms import number
from classroom.web.page import PageHandler
from classroom.web.shared import Classroom


@dataclass(frozen=True)
class Deed:
    """One deed as its reader may know it."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str


def entries(classroom: Classroom, member: Member, before: str = "") -> list[Deed]:
    """Return the deeds that a member may see, the newest first; those before a number.

    Who hides names while marking finds the hidden ones here too; admins read the real ones.

    Raises:
        ClassroomError: `bad-request`.
    """
    is_admin = member.role is Role.ADMIN
    earlier_than = number(before, "a deed of the list") if before else None
    with classroom.sessions() as session:
        found = audit.newest(session, who=None if is_admin else member.name, before=earlier_than)
        weeks = frozenset[int]() if is_admin else blind_weeks(session, member.name)
    key = key_of(classroom.layout.own) if weeks else b""
    return [
        Deed(one.id, one.at, one.who, one.action, veiled(key, weeks, one.subject), one.detail)
        for one in found
    ]


class AuditHandler(ApiHandler):
    """`GET audit`, `GET audit?before=ID`: nothing of it gets out of reach."""

    async def get(self) -> None:
        """List the newest."""
        before = self.get_query_argument("before", "")
        found = await self.in_thread(entries, self.classroom, self.member, before)
        self.reply({"audit": [told(entry) for entry in found]})


class AuditPage(PageHandler):
    """The same as a table."""

    async def get(self) -> None:
        """Show it."""
        before = self.get_query_argument("before", "")
        found = await self.in_thread(entries, self.classroom, self.member, before)
        older = found[-1].id if len(found) == audit.PAGE else None
        self.page("audit.html", entries=found, older=older)


def told(entry: Deed) -> dict[str, Any]:
    """Return a deed as JSON has it."""
    return {**asdict(entry), "at": f"{entry.at.isoformat()}Z"}


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"api/audit", AuditHandler), (r"audit", AuditPage)]
