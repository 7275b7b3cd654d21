"""What all handlers share: who is there, what they may do, how errors are told."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any, ClassVar, ParamSpec, TypeVar

from jupyterhub.services.auth import HubOAuth, HubOAuthenticated
from pydantic import BaseModel, ValidationError
from tornado import web

from classroom.errors import ClassroomError
from classroom.people import Member
from classroom.web.body import SMALL, read_object
from classroom.web.faults import fault_of
from classroom.web.login import TEACH
from classroom.web.powers import check_may, member_here
from classroom.web.shared import Classroom

Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")
Model = TypeVar("Model", bound=BaseModel)

_LOG = logging.getLogger("classroom.web")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class CourseHandler(HubOAuthenticated, web.RequestHandler):
    """A request of somebody in the course; pages and the API differ in how they answer.

    `scope` is what the request needs: TEACH or ATTEND. `max_body` is the most it may send.
    """

    scope: ClassVar[str] = TEACH
    max_body: ClassVar[int] = SMALL
    csp: ClassVar[str] = (
        "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
    )
    member: Member
    may_teach: bool = False
    # Nobody, until `prepare` knows: the base class would ask the hub while all others wait.
    _hub_auth_user_cache: dict[str, Any] | None = None

    @property
    def classroom(self) -> Classroom:
        """The service's parts."""
        classroom: Classroom = self.settings["classroom"]
        return classroom

    @property
    def hub_auth(self) -> HubOAuth:
        """The hub's client for logins."""
        return self.settings["hub_auth"]

    def set_default_headers(self) -> None:
        """Let no other site frame, sniff or keep what is said here."""
        for name, value in _HEADERS.items():
            self.set_header(name, value)
        self.set_header("Content-Security-Policy", self.csp)

    async def prepare(self) -> None:
        """Find out who is there and refuse what they may not do."""
        model = await self.identify()
        if model is None:
            self.ask_to_log_in()
            return
        self.may_teach = TEACH in model["scopes"]
        self.member = member_here(model)
        check_may(model, self.scope)

    async def identify(self) -> dict[str, Any] | None:
        """Return the hub's word about the token or cookie, None without any that is good.

        A cookie counts only together with the page's own token, unless a page is merely opened.
        """
        try:
            model: dict[str, Any] | None = await self.hub_auth.get_user(self, sync=False)
        except web.HTTPError:
            raise ClassroomError(
                "hub-down", "The hub does not answer: try again in a minute.", 503
            ) from None
        self._hub_auth_user_cache = model
        if model is None and self.get_secure_cookie(self.hub_auth.cookie_name):
            self.check_page()
        return model

    def check_page(self) -> None:
        """Refuse what comes from elsewhere, or from a page that is open since long ago."""
        try:
            self.check_xsrf_cookie()
        except web.HTTPError:
            raise ClassroomError(
                "stale-page", "This page was open for too long: reload it, then try again.", 403
            ) from None

    def ask_to_log_in(self) -> None:
        """Refuse who is not known."""
        raise ClassroomError(
            "not-logged-in",
            "Send a token of yours in the header Authorization: one of your lab, or one made "
            "on the hub's page Tokens.",
            403,
        )

    async def in_thread(
        self,
        work: Callable[Arguments, Answer],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Answer:
        """Do what takes time, such as work on files or the ledger, beside the other requests."""
        return await asyncio.to_thread(work, *args, **kwargs)

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Give known refusals one line, and surprises their traceback."""
        known = isinstance(value, ClassroomError | web.HTTPError)
        if known and fault_of(value).status < 500:
            _LOG.info("%s %s: %s", self.request.method, self.request.path, fault_of(value).code)
        else:
            trace = (typ, value, tb) if typ and value else None
            _LOG.error("%s %s failed", self.request.method, self.request.path, exc_info=trace)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Answer with the status that the error has."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        super().send_error(fault_of(error, status_code).status, **kwargs)


class ApiHandler(CourseHandler):
    """Answers in JSON; errors are {"code", "message"}."""

    def json_body(self) -> dict[str, Any]:
        """Return the request's body, a JSON object; raises ClassroomError `bad-request`."""
        return read_object(self.body())

    def body(self) -> bytes:
        """Return what was sent."""
        return self.request.body

    def read(self, model: type[Model]) -> Model:
        """Return the request's body as a pydantic model; raises ClassroomError `bad-request`."""
        try:
            return model.model_validate(self.json_body())
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "body"
            raise ClassroomError("bad-request", f"{place}: {first['msg']}.") from None

    def reply(self, data: object, status: int = 200) -> None:
        """Answer with JSON."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(data))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Tell code and sentence."""
        fault = fault_of((kwargs.get("exc_info") or (None, None))[1], status_code)
        self.reply({"code": fault.code, "message": fault.message}, fault.status)
