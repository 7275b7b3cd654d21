"""The operator's endpoints: /hub/api/llmhub/..., JSON in and out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from llmhub.accounts import enrolment, invites, passwords, people, roster
from llmhub.accounts.endpoint import Endpoint, for_operators
from llmhub.accounts.invites_api import InviteHandler, InvitesHandler
from llmhub.accounts.leavers_api import ExportHandler, LeaversHandler, PersonHandler
from llmhub.accounts.roles import Role
from llmhub.accounts.roster import Row
from llmhub.errors import LabError
from llmhub.names import check_new_username

NAME = r"([^/]+)"


def handlers() -> list[tuple[str, type[Endpoint]]]:
    """Return the endpoints below /hub."""
    return [
        (r"/api/llmhub/roster", RosterHandler),
        (r"/api/llmhub/people", PeopleHandler),
        (rf"/api/llmhub/people/{NAME}", PersonHandler),
        (rf"/api/llmhub/people/{NAME}/export", ExportHandler),
        (r"/api/llmhub/leavers", LeaversHandler),
        (r"/api/llmhub/invites", InvitesHandler),
        (rf"/api/llmhub/invites/{NAME}", InviteHandler),
        (r"/api/llmhub/first-admin", FirstAdminHandler),
    ]


class RosterHandler(Endpoint):
    """Accounts for everybody on a roster."""

    @for_operators
    async def post(self) -> None:
        """Apply rows as a whole or not at all.

        With `invite` false no link is issued: whoever asked issues keys (InvitesHandler) and has
        them in hand before they are good, so that none is lost with an answer.
        """
        body = self.body()
        records = body.get("rows")
        if not isinstance(records, list):
            raise LabError("bad-request", "`rows` must be a list.")
        rows = roster.parse_records(records)
        wanted = enrolment.plan(rows, enrolment.known_people(self.db), body.get("update") is True)
        enrolment.apply(self.db, wanted, self.lab_settings.uid_first)
        for row in wanted.added:
            await self.introduce(row.name)
        issues = body.get("invite", True) is True and self.keeps_passwords
        added = [
            self.invite(people.get(self.db, row.name)) if issues else {"name": row.name}
            for row in wanted.added
        ]
        self.db.commit()
        self.answer(
            {
                "added": added,
                "updated": [row.name for row in wanted.updated],
                "differing": [row.name for row in wanted.differing],
                "unchanged": [row.name for row in wanted.unchanged],
                "uninvited": self.uninvited(rows),
            }
        )

    def uninvited(self, rows: Sequence[Row]) -> list[dict[str, str]]:
        """Return who has neither a password nor a link, and the address that lacks a key only."""
        at = people.now()
        found = [people.find(self.db, row.name) for row in rows if self.keeps_passwords]
        return [
            self.invitation(person, token="", expires=at + invites.LIFETIME)
            for person in found
            if person is not None
            and not invites.is_open(person, at)
            and not self.has_password(person.name)
        ]


class PeopleHandler(Endpoint):
    """Who is there."""

    @for_operators
    async def get(self) -> None:
        """List everybody present."""
        at = people.now()
        self.answer(
            [
                {
                    "name": person.name,
                    "role": person.role,
                    "group": person.group,
                    "uid": person.uid,
                    "has_password": self.has_password(person.name),
                    "must_change": person.must_change,
                    "invite_open": invites.is_open(person, at),
                }
                for person in people.present(self.db)
            ]
        )


class FirstAdminHandler(Endpoint):
    """The account that a new hub begins with."""

    @for_operators
    async def post(self) -> None:
        """Make the first admin and return a one-time password; 409 once there is an admin."""
        name = check_new_username(str(self.body().get("name", "")))
        self.require_passwords()
        known = enrolment.known_people(self.db)
        if enrolment.has_admin(known.values()):
            raise LabError("has-admin", "There is an admin already: use an invitation instead.")
        wanted = enrolment.plan([Row(name, Role.ADMIN)], known, update=True)
        enrolment.apply(self.db, wanted, self.lab_settings.uid_first)
        await self.introduce(name)
        password = passwords.one_time()
        hashed = await asyncio.to_thread(passwords.hashed, password)
        self.authenticator.set_password(name, hashed, must_change=True)
        self.db.commit()
        self.answer({"name": name, "password": password})
