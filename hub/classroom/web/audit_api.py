"""Who did what: all of it for admins, their own deeds for instructors."""

from __future__ import annotations

from typing import Any

from classroom import audit
from classroom.people import Member, Role
from classroom.web.base import ApiHandler
from classroom.web.page import PageHandler
from classroom.web.shared import Classroom


def entries(classroom: Classroom, member: Member) -> list[audit.Entry]:
    """Return the deeds that a member may see, the newest first."""
    who = None if member.role is Role.ADMIN else member.name
    with classroom.sessions() as session:
        return list(audit.newest(session, who=who))


class AuditHandler(ApiHandler):
    """`GET audit`."""

    async def get(self) -> None:
        """List the newest."""
        found = await self.in_thread(entries, self.classroom, self.member)
        self.reply({"audit": [told(entry) for entry in found]})


class AuditPage(PageHandler):
    """The same as a table."""

    async def get(self) -> None:
        """Show it."""
        found = await self.in_thread(entries, self.classroom, self.member)
        self.page("audit.html", entries=found)


def told(entry: audit.Entry) -> dict[str, Any]:
    """Return a deed as JSON has it."""
    fields = {name: getattr(entry, name) for name in ("who", "action", "subject", "detail")}
    return {"at": f"{entry.at.isoformat()}Z", **fields}


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"api/audit", AuditHandler), (r"audit", AuditPage)]
