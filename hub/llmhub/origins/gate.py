"""The two gates: what every page handler of the hub becomes at each address. Wiring only."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from jupyterhub import orm, scopes
from jupyterhub.handlers import BaseHandler
from jupyterhub.user import User
from tornado import web

from llmhub.origins import cookies
from llmhub.origins.rules import Arrival, Verdict, exceeds, staff_verdict, students_powers
from llmhub.settings import Settings

AUTHORIZE = "/api/oauth2/authorize"

REFUSALS = {
    Verdict.WRONG_HOST: (421, "This is the staff address under a wrong name. [wrong-host]"),
    Verdict.OTHER_ORIGIN: (
        403,
        "A page of another address asked for this, so it was refused. [other-origin]",
    ),
    Verdict.NO_LAB_HERE: (404, "No lab opens at the staff address. [no-lab-here]"),
}


class Gate(BaseHandler):
    """What both addresses share."""

    is_staff_origin = False

    @property
    def lab_settings(self) -> Settings:
        """The hub's settings."""
        settings: Settings = self.settings["llmhub_settings"]
        return settings

    @property
    def by_cookie(self) -> bool:
        """Tell whether a person is here without an Authorization token."""
        by_token = getattr(self, "_token_authenticated", False)
        return isinstance(self.current_user, User) and not by_token

    def full_and_common(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return all powers of the person here, and those that a student has too."""
        full = frozenset(scopes.get_scopes_for(self.current_user))
        own = scopes._expand_self_scope(self.current_user.name)
        return full, frozenset(scopes._intersect_expanded_scopes(full, own, db=self.db))

    @property
    def template_namespace(self) -> dict[str, Any]:
        """Add what the pages say of the address."""
        namespace: dict[str, Any] = super().template_namespace
        is_reduced = not self.is_staff_origin and self.is_staff
        return namespace | {
            "is_staff_origin": self.is_staff_origin,
            "is_reduced": is_reduced,
            "staff_url": self.lab_settings.staff_url,
            "students_url": self.lab_settings.public_url,
        }

    @property
    def is_staff(self) -> bool:
        """Tell whether a person is here who may do more than a student."""
        return self.by_cookie and exceeds(*self.full_and_common())

    async def prepare(self) -> None:
        """Refuse to authorize a lab or service that the person may not open from here.

        JupyterHub checks this when it shows the page, but not when the page's form comes back.
        """
        await super().prepare()
        if self.request.path.endswith(AUTHORIZE) and self.by_cookie:
            name = self.get_argument("client_id", "")
            client = self.db.query(orm.OAuthClient).filter_by(identifier=name).first()
            if client is None or not self.may_open(client):
                raise web.HTTPError(403, "From this address you can open your own lab only.")

    def may_open(self, client: orm.OAuthClient) -> bool:
        """Tell whether the powers of this request include opening a lab or service."""
        if client.spawner:
            allowed = self.get_scope_filter("access:servers")(client.spawner, kind="server")
        elif client.service:
            allowed = self.get_scope_filter("access:services")(client.service, kind="service")
        else:
            allowed = False
        return bool(allowed)


class StudentsGate(Gate):
    """At the students' address a cookie gives a student's powers, whoever it is."""

    def _resolve_roles_and_scopes(self) -> None:
        super()._resolve_roles_and_scopes()
        if self.by_cookie:
            self.expanded_scopes = set(students_powers(*self.full_and_common()))
            self.parsed_scopes = scopes.parse_scopes(self.expanded_scopes)


class NotStaff(web.HTTPError):
    """Somebody logged in at the staff address who has nothing to do there; says where to go."""

    def __init__(self, public_url: str) -> None:
        words = "This address is for staff. Your lab is at"
        super().__init__(403, f"{words} {public_url}")
        address = html.escape(public_url)
        # JupyterHub's name for a message that a page shows as it is.
        self.jupyterhub_html_message = f'{words} <a href="{address}">{address}</a>.'


class StaffGate(Gate):
    """At the staff address: staff alone, nothing of students', and nothing asked for elsewhere."""

    is_staff_origin = True

    async def prepare(self) -> None:
        """Judge the request before anybody is identified, then who it is."""
        self.judge()
        if self._finished:
            return
        await super().prepare()
        leaves = self.request.path.endswith("/logout")
        if self.by_cookie and not self.is_staff and not leaves:
            raise NotStaff(self.lab_settings.public_url)

    def judge(self) -> None:
        """Carry out the verdict on the request; renames its cookies if it may go on."""
        headers, settings = self.request.headers, self.lab_settings
        arrival = Arrival(
            method=self.request.method or "",
            path=self.request.path,
            host=self.request.host,
            site=headers.get("Sec-Fetch-Site", ""),
            mode=headers.get("Sec-Fetch-Mode", ""),
            dest=headers.get("Sec-Fetch-Dest", ""),
            origin=headers.get("Origin", ""),
        )
        verdict = staff_verdict(arrival, settings.staff_url)
        self.rename_cookies()
        if verdict is Verdict.ALLOW:
            return
        self._jupyterhub_user = None  # whoever it is: the answer is the same
        self._resolve_roles_and_scopes()
        if verdict is Verdict.TO_STUDENTS:
            self.redirect(settings.public_url + (self.request.uri or "/"))
        elif verdict is Verdict.TO_HOME:
            self.redirect(f"{settings.staff_url}{self.hub.base_url}home")
        else:
            raise web.HTTPError(*REFUSALS[verdict])

    def rename_cookies(self) -> None:
        """Let the hub see the staff address's cookies under its own names, and no others."""
        header = cookies.from_staff(self.request.headers.get("Cookie", ""))
        self.request.headers.pop("Cookie", None)
        if header:
            self.request.headers["Cookie"] = header
        if hasattr(self.request, "_cookies"):
            del self.request._cookies

    def set_cookie(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Set a cookie under the staff address's name; clearing comes this way too."""
        super().set_cookie(cookies.to_staff(name), *args, **kwargs)


def gated(handlers: Iterable[Any], gate: type[Gate]) -> list[Any]:
    """Return handler specifications with every page handler behind a gate."""
    result = []
    for pattern, handler, *rest in handlers:
        if isinstance(handler, type) and issubclass(handler, BaseHandler):
            handler = type(f"{gate.__name__}{handler.__name__}", (gate, handler), {})
        result.append((pattern, handler, *rest))
    return result
