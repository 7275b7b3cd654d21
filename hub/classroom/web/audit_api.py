"""Who did what: all of it for admins, their own deeds for instructors."""

from __future__ import annotations

from typing import Any

from classroom import audit
from classroom.people import Member, Role
from classroom.web.base import ApiHandler
from classroom.web.forms import number
from classroom.web.page import PageHandler
from classroom.web.shared import Classroom


def entries(classroom: Classroom, member: Member, before: str = "") -> list[audit.Entry]:
    """Return the deeds that a member may see, the newest first; those before a number.

    Raises:
        ClassroomError: `bad-request`.
    """
    who = None if member.role is Role.ADMIN else member.name
    earlier_than = number(before, "a deed of the list") if before else None
    with classroom.sessions() as session:
        return list(audit.newest(session, who=who, before=earlier_than))


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


def told(entry: audit.Entry) -> dict[str, Any]:
    """Return a deed as JSON has it."""
    fields = {name: getattr(entry, name) for name in ("who", "action", "subject", "detail")}
    return {"id": entry.id, "at": f"{entry.at.isoformat()}Z", **fields}


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"api/audit", AuditHandler), (r"audit", AuditPage)]
