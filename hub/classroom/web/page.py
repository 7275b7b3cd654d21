"""Pages for browsers: log in by OAuth, then HTML from the templates."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterhub.services.auth import HubOAuthCallbackHandler
from tornado import web

from classroom.errors import ClassroomError
from classroom.pushes.targets import told
from classroom.settings import PREFIX
from classroom.web.base import CourseHandler
from classroom.web.faults import fault_of

HERE = Path(__file__).parent
NAVIGATION = (
    ("releases", "Releases"),
    ("pushes", "Pushes"),
    ("handins", "Hand-ins"),
    ("marks", "Marks"),
    ("help", "Help"),
    ("dates", "Dates"),
    ("audit", "Audit"),
)


def when(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a time of the ledger as people of the course say it.

    >>> when(datetime(2026, 3, 2, 8), ZoneInfo("Europe/Berlin"))
    'Mon 2 Mar 2026, 09:00'
    """
    if moment is None:
        return ""
    local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def templates(zone: ZoneInfo) -> Environment:
    """Return the templates, which escape everything and stumble over what is not there."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = lambda moment: when(moment, zone)
    environment.filters["target"] = told
    environment.globals.update(prefix=PREFIX, navigation=NAVIGATION, zone=str(zone))
    return environment


class PageHandler(CourseHandler):
    """A page; who is not logged in is sent to the hub and comes back."""

    def ask_to_log_in(self) -> None:
        """Send a person to the hub; a form is not worth keeping."""
        if self.request.method in ("GET", "HEAD"):
            self.redirect(self.get_login_url())
        else:
            super().ask_to_log_in()

    def page(self, template: str, **values: object) -> None:
        """Answer with a template; `member`, `section` of the menu and `xsrf` are there for all."""
        section = self.request.path.removeprefix(PREFIX).partition("/")[0]
        values = {
            "member": getattr(self, "member", None),
            "may_teach": self.may_teach,
            "section": section,
            "staff_url": self.classroom.settings.staff_url,
            "xsrf": self.xsrf_token.decode("ascii"),
            **values,
        }
        self.finish(self.settings["templates"].get_template(template).render(values))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Show the sentence on a page."""
        fault = fault_of((kwargs.get("exc_info") or (None, None))[1], status_code)
        self.page("error.html", fault=fault)


class NothingHere(PageHandler):
    """Any address that is not one of the service's; says so without asking who is there."""

    async def prepare(self) -> None:
        """Refuse."""
        raise web.HTTPError(404)


class CallbackHandler(HubOAuthCallbackHandler, PageHandler):
    """Where the hub sends a browser back to after login."""

    async def prepare(self) -> None:
        """Find out who is there, if anybody is yet."""
        await self.identify()

    async def get(self) -> None:
        """Finish the login, or say how to begin anew."""
        try:
            await HubOAuthCallbackHandler.get(self)
        except web.HTTPError:
            raise ClassroomError(
                "login-failed",
                "The login was not finished, or took too long: begin anew at the front page.",
                403,
            ) from None
