"""What the operator's endpoints share: settings, errors with code and sentence, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import needs_scope
from jupyterhub.utils import maybe_future

from llmhub.accounts import invites, people
from llmhub.accounts.links import invite_url
from llmhub.accounts.roles import Role
from llmhub.accounts.tables import Person
from llmhub.errors import LabError, RosterError
from llmhub.layout import StateLayout
from llmhub.settings import Settings

STATUS = {
    "no-such-person": 404,
    "no-such-release": 404,
    "last-admin": 409,
    "has-admin": 409,
    "server-busy": 409,
    "leaving": 409,
    "no-such-job": 404,
    "job-busy": 409,
    "jobs-full": 429,
}

for_operators: Callable[..., Any] = needs_scope("admin:users")
DELIVER = "custom:course:deliver"


def for_the_course(method: Callable[..., Any]) -> Callable[..., Any]:
    """Let the course service alone call a method.

    The scope is the configuration's own, so JupyterHub does not know it yet when this is imported.
    """

    @wraps(method)
    async def guarded(self: Endpoint, *args: Any, **kwargs: Any) -> None:
        await needs_scope(DELIVER)(method)(self, *args, **kwargs)

    return guarded


class Endpoint(APIHandler):
    """One endpoint below /hub/api/llmhub."""

    @property
    def lab_settings(self) -> Settings:
        """The hub's settings."""
        settings: Settings = self.settings["llmhub_settings"]
        return settings

    @property
    def layout(self) -> StateLayout:
        """The state folder."""
        return StateLayout(self.lab_settings.state_dir)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer a known failure as {"code", "message", "line"}, others as JupyterHub does."""
        error = kwargs.get("exc_info", (None, None))[1]
        if not isinstance(error, LabError):
            super().write_error(status_code, **kwargs)
            return
        self.db.rollback()
        self.set_status(STATUS.get(error.code, 400))
        self.set_header("Content-Type", "application/json")
        line = error.line if isinstance(error, RosterError) else None
        self.finish(json.dumps({"code": error.code, "message": error.message, "line": line}))

    def log_exception(self, *exc_info: Any) -> None:
        """Log a known failure as one line, not as a traceback."""
        error = exc_info[1]
        if isinstance(error, LabError):
            self.log.warning("%s %s: %s", self.request.method, self.request.path, error)
        else:
            super().log_exception(*exc_info)

    def answer(self, value: object) -> None:
        """Send a value as JSON."""
        self.finish(json.dumps(value))

    def body(self) -> dict[str, Any]:
        """Return the request's JSON object, or raise LabError `bad-request`."""
        value = self.get_json_body()
        if not isinstance(value, dict):
            raise LabError("bad-request", "The request must be a JSON object.")
        return value

    @property
    def keeps_passwords(self) -> bool:
        """Tell whether there is anything that a link could set."""
        return hasattr(self.authenticator, "set_password")

    def require_passwords(self) -> None:
        """Raise LabError `no-passwords` where the authenticator has none."""
        if not self.keeps_passwords:
            raise LabError("no-passwords", "This hub's authenticator keeps no passwords.")

    def has_password(self, name: str) -> bool | None:
        """Tell whether a password is set; None where the authenticator has none."""
        return self.authenticator.get_user(name) is not None if self.keeps_passwords else None

    def invite(self, person: Person) -> dict[str, str]:
        """Issue a link, or raise LabError `no-passwords`; the caller commits."""
        self.require_passwords()
        at = people.now()
        return self.invitation(person, invites.issue(person, at), at + invites.LIFETIME)

    def invitation(self, person: Person, token: str, expires: datetime) -> dict[str, str]:
        """Return what the operator is told of a link."""
        return {
            "name": person.name,
            "invite_url": invite_url(self.lab_settings, Role(person.role), token),
            "expires": f"{expires.isoformat(timespec='seconds')}Z",
        }

    async def introduce(self, name: str) -> None:
        """Tell the authenticator of an account, as JupyterHub's own endpoint does."""
        await maybe_future(self.authenticator.add_user(self.find_user(name)))
