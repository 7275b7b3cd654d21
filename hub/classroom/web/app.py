"""The service's process: one application, its loops, an orderly end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from types import ModuleType
from typing import Any

from tornado import httpserver, httputil, web
from tornado.log import access_log

from classroom.hub_api import HubApi, read_token
from classroom.layout import ClassroomLayout
from classroom.ledger import open_ledger
from classroom.settings import PREFIX, ClassroomSettings
from classroom.web import (
    audit_api,
    dates_api,
    dates_page,
    handins_api,
    handins_page,
    help_api,
    help_page,
    home_page,
    login,
    marking_api,
    marking_page,
    notices_api,
    push_page,
    pushes_api,
    pushes_page,
    releases_api,
    releases_page,
)
from classroom.web.body import LARGE, SECONDS, SMALL
from classroom.web.health import HealthHandler
from classroom.web.page import HERE, CallbackHandler, NothingHere, templates
from classroom.web.shared import Classroom

# Every noun's handlers, the first match counts.
MODULES: tuple[ModuleType, ...] = (
    home_page,
    audit_api,
    releases_api,
    releases_page,
    dates_api,
    dates_page,
    pushes_api,
    pushes_page,
    push_page,
    handins_api,
    handins_page,
    marking_api,
    marking_page,
    help_api,
    help_page,
    notices_api,
)

Loop = Callable[[Classroom], Awaitable[None]]
_LOG = logging.getLogger("classroom")
_AGAIN = 10  # seconds until a loop that failed begins anew
_LINGER = 10  # seconds for requests that are being answered at the end


class Application(web.Application):
    """Bounds what a request may send before any of it is read."""

    def find_handler(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Find the handler, and have the connection keep to its limit."""
        found = super().find_handler(request, **kwargs)
        limit = getattr(getattr(found, "handler_class", None), "max_body", SMALL)
        if request.connection is not None:
            request.connection.set_max_body_size(limit)  # type: ignore[attr-defined]
        return found


def make_app(classroom: Classroom, token: str) -> Application:
    """Return the application; `token` is the service's own, for logins."""
    rules: list[Any] = [
        (r"health", HealthHandler),
        (r"oauth_callback", CallbackHandler),
        (r"static/(.*)", web.StaticFileHandler, {"path": str(HERE / "static")}),
    ]
    for module in MODULES:
        rules += module.handlers()
    return Application(
        [(PREFIX + pattern, *rest) for pattern, *rest in rules],
        default_handler_class=NothingHere,
        classroom=classroom,
        hub_auth=login.hub_auth(classroom.settings, token),
        cookie_secret=login.cookie_secret(token),
        templates=templates(classroom.zone),
        xsrf_cookie_kwargs={"samesite": "Lax"},
        log_function=log_request,
    )


def log_request(handler: web.RequestHandler) -> None:
    """Log a request without its query, which may hold the code of a login."""
    request, status = handler.request, handler.get_status()
    level = logging.ERROR if status >= 500 else logging.INFO
    who = getattr(getattr(handler, "member", None), "name", "-")
    took = request.request_time() * 1000
    access_log.log(level, "%d %s %s %s %.0f ms", status, request.method, request.path, who, took)


def open_classroom(settings: ClassroomSettings, token: str) -> Classroom:
    """Open what the service works with."""
    layout = ClassroomLayout(settings.state_dir)
    hub = HubApi(settings.hub_api_url, token)
    return Classroom(settings, layout, open_ledger(layout.ledger), hub, settings.zone)


async def serve(settings: ClassroomSettings, loops: Iterable[Loop] = ()) -> None:
    """Serve until told to stop, with `loops` beside it."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level="INFO")
    # These two name sessions and addresses with their queries, line by line.
    for chatty in ("httpx", "tornado.application"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    token = read_token(settings.course_token_file)
    classroom = open_classroom(settings, token)
    server = httpserver.HTTPServer(
        make_app(classroom, token),
        max_body_size=LARGE,
        max_buffer_size=LARGE,
        body_timeout=SECONDS,
        idle_connection_timeout=SECONDS,
    )
    server.listen(settings.course_port, address=settings.gateway)
    _LOG.info("serving at %s:%s%s", settings.gateway, settings.course_port, PREFIX)
    tasks = [asyncio.create_task(keep_up(loop, classroom)) for loop in loops]
    await told_to_stop()
    server.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    with suppress(TimeoutError):
        await asyncio.wait_for(server.close_all_connections(), _LINGER)
    await classroom.hub.close()


async def told_to_stop() -> None:
    """Return when the process is told to end."""
    stop, here = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        here.add_signal_handler(number, stop.set)
    await stop.wait()


async def keep_up(loop: Loop, classroom: Classroom, again: float = _AGAIN) -> None:
    """Run a loop for ever: one that fails says so in the log and begins anew."""
    while True:
        try:
            await loop(classroom)
        except Exception:
            _LOG.exception("a loop of the service failed: %s", loop)
        await asyncio.sleep(again)
