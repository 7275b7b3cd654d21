"""Students of a test: invited as the operators do it, logged in as students do it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from llmhub.ops.browser import Browser, trust
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.ops.kernel import run_cell
from llmhub.pair import Part


@dataclass
class Student:
    """A student with a password, and a browser's cookies."""

    name: str
    context: Context
    api: HubApi
    invite_url: str = field(repr=False)
    password: str = field(repr=False, default="")
    origin: str = ""

    def __post_init__(self) -> None:
        self.origin = self.origin or self.context.settings.public_url
        self.browser = Browser(self.origin, trust(self.context.settings))

    @property
    def prefix(self) -> str:
        """Path of the student's own server."""
        return f"/user/{self.name}/"

    @property
    def unit(self) -> str:
        """Name of the notebook's container."""
        return f"{self.context.settings.name}-{self.name}"

    def container(self, part: Part) -> str:
        """Name of a part's container."""
        return self.unit if part is Part.NOTEBOOK else f"{self.unit}.ollama"

    def set_password(self) -> None:
        """Open the invite link and set a password."""
        self.password = secrets.token_urlsafe(15)
        self._submit(self.invite_url, password=self.password, repeated=self.password)

    def login(self) -> None:
        """Log in with a fresh browser."""
        self.browser.forget_cookies()
        self._submit("/hub/login", username=self.name, password=self.password)

    def _submit(self, path: str, **fields: str) -> None:
        """Send a form, and stay: where the hub leads next, a server would be started."""
        fields["_xsrf"] = self._token(path)
        answer = self.browser._client.post(path, data=fields, follow_redirects=False)
        assert answer.status_code == 302, (path.split("?")[0], answer.status_code)

    def _token(self, path: str) -> str:
        """Return the token that the form carries; the staff address's cookies differ in name."""
        page = self.browser.get(path).text
        return page.partition('name="_xsrf" value="')[2].partition('"')[0]

    def start(self, patience: float = 120) -> list[dict[str, object]]:
        """Start the server as the page does; return the events until it is ready or failed."""
        self.browser.get(f"/hub/spawn/{self.name}")
        return self.follow(patience)

    def follow(self, patience: float = 120) -> list[dict[str, object]]:
        """Return the events of a start under way."""
        path = f"/hub/api/users/{self.name}/server/progress"
        return list(self.browser.events(path, patience))

    def open_lab(self) -> None:
        """Start the server and get the cookies of the lab."""
        events = self.start()
        assert events[-1].get("ready"), events
        self.browser.get(f"{self.prefix}lab")

    def cell(self, code: str, patience: float = 120) -> str:
        """Run a cell and return what it printed."""
        return run_cell(self.browser, self.prefix, code, patience)

    def is_running(self) -> bool:
        """Tell whether the hub says that the server runs."""
        user = self.api.call("GET", f"/users/{self.name}")
        return bool(user["servers"].get("", {}).get("ready"))


def invite(
    context: Context, api: HubApi, name: str, role: str = "student", group: str = ""
) -> Student:
    """Put one person on the roster; the link is unused."""
    rows = [{"name": name, "role": role, "group": group}]
    added = api.call("POST", "/llmhub/roster", {"rows": rows, "update": False})["added"]
    return Student(name, context, api, added[0]["invite_url"])


def enrol(
    context: Context, api: HubApi, name: str, role: str = "student", group: str = ""
) -> Student:
    """Invite one person, set the password through the link, and log in."""
    student = invite(context, api, name, role, group)
    student.set_password()
    student.login()
    return student
