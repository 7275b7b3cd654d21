"""Our hub: deployed for the benchmark, or one that runs already."""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import httpx

from bench.student import CELL, TOKEN_CELL, Student, log_in
from llmhub.errors import LabError
from llmhub.names import unit_name
from llmhub.ops.browser import HEADERS, Browser, trust
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi

CODE = f"{CELL}\n{TOKEN_CELL}"


def take_up(invite_url: str, password: str, verify: ssl.SSLContext | bool) -> None:
    """Set a password by the invite link, and do not go where it leads: that starts the server."""
    with httpx.Client(verify=verify, trust_env=False, headers=HEADERS, timeout=60) as client:
        page = client.get(invite_url).raise_for_status().text
        # As the form has it: the staff address, where instructors' links lead, names cookies anew.
        token = page.partition('name="_xsrf" value="')[2].partition('"')[0]
        form = {"password": password, "repeated": password, "_xsrf": token}
        answer = client.post(invite_url, data=form)
        if not answer.has_redirect_location:
            raise LabError("bench-invite", f"An invite was not taken up: {answer.status_code}.")


def new_names(count: int) -> list[str]:
    """Return names that nobody has."""
    return [f"b{secrets.token_hex(4)}" for _ in range(count)]


class OurHub:
    """A deployed hub, its students invited as the operators do it."""

    def __init__(self, context: Context, api: HubApi) -> None:
        self.context = context
        self.api = api

    @property
    def services(self) -> Mapping[str, str]:
        """Containers of compose's services."""
        name = self.context.settings.name
        return {part: f"{name}-{part}-1" for part in ("hub", "proxy", "guard")}

    def enrol(self, count: int) -> Sequence[Student]:
        """Put students on the roster; each opens the invite link and sets a password."""
        links = self.invite(*new_names(count))
        return [self._accept(name, url) for name, url in links.items()]

    def invite(self, *names: str, role: str = "student") -> dict[str, str]:
        """Put people on the roster; return name -> invite link, which nobody has opened."""
        rows = [{"name": name, "role": role, "group": ""} for name in names]
        told = self.api.call("POST", "/llmhub/roster", {"rows": rows, "update": False})
        return {one["name"]: one["invite_url"] for one in told["added"]}

    def _accept(self, name: str, invite_url: str) -> Student:
        settings = self.context.settings
        password = secrets.token_urlsafe(15)
        take_up(invite_url, password, trust(settings))
        return log_in(Browser(settings.public_url, trust(settings)), name, password, CODE)

    def labs(self, student: Student) -> Mapping[str, str]:
        """Both containers of the student's pair."""
        unit = unit_name(self.context.settings.name, student.name, "")
        return {"notebook": unit, "sidecar": f"{unit}.ollama"}

    def forget(self, students: Sequence[Student]) -> None:
        """Remove the accounts and what they left."""
        for student in students:
            student.browser.close()
            self.remove(student.name)

    def remove(self, name: str) -> None:
        """Remove an account and what it left; one that is not there is no error."""
        with suppress(LabError):
            told = self.api.call("DELETE", f"/llmhub/people/{name}")
            Path(told["archive"]).unlink(missing_ok=True)
