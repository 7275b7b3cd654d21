"""Three changes to jupyter-server-proxy: answers stream always and whole, a dead app gets a plain
page, and an open tab that does nothing is no activity, whoever started its app.

jupyter-server-proxy passes an answer on piece by piece only when the request's `Accept` is exactly
`text/event-stream`; everything else waits for its end, Ollama's and FastAPI's streams included.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

from jupyter_server_proxy.handlers import ProxyHandler, SuperviseAndProxyHandler
from tornado import httpclient, httputil
from tornado.iostream import StreamClosedError
from tornado.web import RequestHandler

from llmserver import pages
from llmserver.idle_paths import is_idle

STREAM_SECONDS = 2 * 60 * 60
"""How long one answer may take from its first to its last byte."""

_OURS = {"content-length", "transfer-encoding", "connection"}
"""Headers about the transfer between us and the app; the browser gets its own."""

buffered = ProxyHandler._proxy_buffered
on_message = ProxyHandler.on_message
record_activity = ProxyHandler._record_activity


class Answer:
    """Pass one answer of an app on to the browser, as it comes."""

    def __init__(self, handler: ProxyHandler, host: str, port: str, path: str) -> None:
        self.handler = handler
        self.place = (host, port, path)
        self.head: list[str] = []
        self.begun = False
        self.gone = False

    def header(self, line: str) -> None:
        """Take one line of the head; the empty line after the last one sends the status."""
        if line.startswith("HTTP/"):
            self.head = [line.rstrip("\r\n")]
        elif line.strip():
            self.head.append(line.rstrip("\r\n"))
        else:
            self._begin()

    def _begin(self) -> None:
        """Set status and headers; 1xx answers are only a prelude."""
        start = httputil.parse_response_start_line(self.head[0])
        if start.code < 200:
            return
        handler = self.handler
        handler.set_status(start.code, start.reason or None)
        handler._headers = httputil.HTTPHeaders()
        for name, value in httputil.HTTPHeaders.parse("\r\n".join(self.head[1:])).get_all():
            if name.lower() in _OURS:
                continue
            if name == "Location" and not handler.absolute_url:
                value = handler._rewrite_location_header(value, *self.place)
            handler.add_header(name, value)
        self.begun = True

    async def body(self, chunk: bytes) -> None:
        """Send a piece at once; the next one is read when the browser has taken it."""
        self.handler._record_activity()
        try:
            self.handler.write(chunk)
            # jupyter-server-proxy wraps its own `flush` so that there is nothing to wait for.
            await RequestHandler.flush(self.handler)
        except StreamClosedError as error:
            self.gone = True
            # Ends the request to the app; of errors this is the kind that tornado takes quietly.
            raise httputil.HTTPInputError("the browser has gone") from error


async def streamed(
    self: ProxyHandler, host: str, port: str, path: str, body: bytes | None, client: Any
) -> None:
    """Replace both ways in which jupyter-server-proxy passes on an answer."""
    if self.rewrite_response:
        # Whoever rewrites an answer needs the whole of it.
        await buffered(self, host, port, path, body, client)
        return
    answer = Answer(self, host, port, path)
    request = self._build_proxy_request(
        host, port, path, body, header_callback=answer.header, streaming_callback=answer.body
    )
    request.request_timeout = STREAM_SECONDS
    # Nothing is kept here, so a large answer needs no bound; the client's own is 100 MB.
    client.max_body_size = sys.maxsize
    try:
        # An answer that says 404 or 500 is an answer; what is raised is about the connection.
        await client.fetch(request, raise_error=False)
    except (OSError, httpclient.HTTPError) as error:
        if not answer.begun:
            explain(self, str(port), error)
        elif not answer.gone:
            self.log.warning("The app on port %s broke off its answer: %s", port, error)
            break_off(self)


def break_off(handler: ProxyHandler) -> None:
    """Let the browser see that an answer is not whole: a regular end would say that it is."""
    if handler._headers_written:
        handler.request.connection.stream.close()
    else:
        tell(handler, 502, pages.broke_off())


def explain(handler: ProxyHandler, port: str, error: Exception) -> None:
    """Answer in the place of an app that does not: a plain page, no traceback."""
    handler.log.info("No answer from port %s: %s", port, error)
    supervised = isinstance(handler, SuperviseAndProxyHandler)
    tell(handler, 503, pages.starting() if supervised else pages.nobody_listens(port))


def tell(handler: ProxyHandler, status: int, text: str) -> None:
    """Answer with a page of ours."""
    handler._headers = httputil.HTTPHeaders()  # what an app had begun to say
    handler.set_status(status)
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.set_header("Cache-Control", "no-store")
    handler.write(text)


def record(self: ProxyHandler) -> None:
    """Record activity, for tiles and for apps that a student started in a cell alike."""
    if not is_idle(self.request.path):
        record_activity(self)


def message(self: ProxyHandler, text: str | bytes) -> None:
    """Count what somebody sends over a websocket as activity, even where its pings are not."""
    self.settings.setdefault("last_activity_times", {})["jupyter-server-proxy"] = datetime.now(UTC)
    on_message(self, text)


def install() -> None:
    """Put the changes in place; before any request, once or more often."""
    ProxyHandler._proxy_buffered = streamed
    ProxyHandler._proxy_progressive = streamed
    ProxyHandler.on_message = message
    ProxyHandler._record_activity = record
