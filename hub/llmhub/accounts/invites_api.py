"""Endpoints for invite links: one made here, or many whose keys the operator has made."""

from __future__ import annotations

import re

from llmhub.accounts import invites, people
from llmhub.accounts.endpoint import Endpoint, for_operators
from llmhub.errors import LabError

FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class InviteHandler(Endpoint):
    """New invitation or password reset for one person."""

    @for_operators
    async def post(self, name: str) -> None:
        """Issue a link; older links end, the old password lasts until the new one is set."""
        invitation = self.invite(people.get(self.db, name))
        self.db.commit()
        self.answer(invitation)


class InvitesHandler(Endpoint):
    """Links for many."""

    @for_operators
    async def put(self) -> None:
        """Make links good, for all or for nobody; the keys themselves are never seen here."""
        self.require_passwords()
        given = self.body().get("fingerprints")
        if not isinstance(given, dict) or not all(
            isinstance(one, str) and FINGERPRINT.fullmatch(one) for one in given.values()
        ):
            raise LabError("bad-request", "`fingerprints` must be SHA-256 sums by name.")
        for name, fingerprint in given.items():
            invites.open_for(people.get(self.db, name), fingerprint, people.now())
        self.db.commit()
        self.answer({"invited": sorted(given)})
