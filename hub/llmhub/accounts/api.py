"""The operator's endpoints: /hub/api/llmhub/..., JSON in and out."""

from __future__ import annotations

import asyncio

from jupyterhub import orm

from llmhub.accounts import enrolment, invites, passwords, people, roster
from llmhub.accounts.endpoint import Endpoint, for_operators
from llmhub.accounts.leavers_api import ExportHandler, PersonHandler
from llmhub.accounts.roles import Role
from llmhub.accounts.roster import Row
from llmhub.errors import LabError
from llmhub.names import check_username

NAME = r"([^/]+)"


def handlers() -> list[tuple[str, type[Endpoint]]]:
    """Return the endpoints below /hub."""
    return [
        (r"/api/llmhub/roster", RosterHandler),
        (r"/api/llmhub/people", PeopleHandler),
        (rf"/api/llmhub/people/{NAME}", PersonHandler),
        (rf"/api/llmhub/people/{NAME}/export", ExportHandler),
        (rf"/api/llmhub/invites/{NAME}", InvitesHandler),
        (r"/api/llmhub/first-admin", FirstAdminHandler),
    ]


class RosterHandler(Endpoint):
    """Accounts for everybody on a roster."""

    @for_operators
    async def post(self) -> None:
        """Apply rows as a whole or not at all."""
        body = self.body()
        records = body.get("rows")
        if not isinstance(records, list):
            raise LabError("bad-request", "`rows` must be a list.")
        rows = roster.parse_records(records)
        wanted = enrolment.plan(rows, enrolment.known_rows(self.db), body.get("update") is True)
        enrolment.apply(self.db, wanted, self.lab_settings.uid_first)
        for row in wanted.added:
            await self.introduce(row.name)
        added = [self.introduced(row.name) for row in wanted.added]
        self.db.commit()
        self.answer(
            {
                "added": added,
                "updated": [row.name for row in wanted.updated],
                "unchanged": [row.name for row in wanted.unchanged],
            }
        )

    def introduced(self, name: str) -> dict[str, str]:
        """Return somebody's name, with a link where a password can be set."""
        if not self.keeps_passwords:
            return {"name": name}
        return self.invite(people.get(self.db, name))


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

    def has_password(self, name: str) -> bool | None:
        """Tell whether a password is set; None where the authenticator has none."""
        find = getattr(self.authenticator, "get_user", None)
        return None if find is None else find(name) is not None


class InvitesHandler(Endpoint):
    """New invitation or password reset."""

    @for_operators
    async def post(self, name: str) -> None:
        """Issue a link; older links end, the old password lasts until the new one is set."""
        invitation = self.invite(people.get(self.db, name))
        self.db.commit()
        self.answer(invitation)


class FirstAdminHandler(Endpoint):
    """The account that a new hub begins with."""

    @for_operators
    async def post(self) -> None:
        """Make the first admin and return a one-time password; 409 once there is an admin."""
        name = check_username(str(self.body().get("name", "")))
        self.require_passwords()
        known = enrolment.known_rows(self.db)
        if enrolment.has_admin(known.values()) or self.has_admin_account():
            raise LabError("has-admin", "There is an admin already: use an invitation instead.")
        wanted = enrolment.plan([Row(name, Role.ADMIN)], known, update=True)
        enrolment.apply(self.db, wanted, self.lab_settings.uid_first)
        await self.introduce(name)
        password = passwords.one_time()
        hashed = await asyncio.to_thread(passwords.hashed, password)
        self.authenticator.set_password(name, hashed, must_change=True)
        self.db.commit()
        self.answer({"name": name, "password": password})

    def has_admin_account(self) -> bool:
        """Tell whether JupyterHub knows an admin that no roster named."""
        return self.db.query(orm.User).filter(orm.User.admin).first() is not None
