"""JupyterHub's own endpoint of one account, which the admin page uses, with what it lacks here."""

from __future__ import annotations

import json

from jupyterhub.apihandlers.users import UserAPIHandler

from llmhub.accounts import people
from llmhub.accounts.endpoint import Endpoint
from llmhub.errors import LabError


class AccountHandler(Endpoint, UserAPIHandler):
    """One account; it keeps its name, and its groups follow its admin flag."""

    async def patch(self, name: str) -> None:
        """Change an account, but for its name: uid, home, password and servers go by it."""
        changes = self.get_json_body()
        if isinstance(changes, dict) and "name" in changes:
            if changes.pop("name") != name:
                raise LabError(
                    "name-fixed",
                    f"The account {name} keeps its name: make a new one, and move the files there.",
                )
            # The admin page sends the name along; JupyterHub 6.1.1 fails where it stays the same.
            self.request.body = json.dumps(changes).encode()
        await super().patch(name)
        people.follow(self.db, self.find_user(name).orm_user)


def handlers() -> list[tuple[str, type[Endpoint]]]:
    """Return the endpoints below /hub that stand in for JupyterHub's."""
    return [(r"/api/users/([^/]+)", AccountHandler)]
