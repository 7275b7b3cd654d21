"""Services' own pages, at the staff address alone.

The public proxy would serve them beside students' pages; so it gets no route to them, and the staff
address forwards to them instead. Plain requests and answers, no websockets.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from tornado import web
from tornado.httpclient import HTTPClientError
from tornado.httputil import HTTPHeaders, parse_response_start_line
from tornado.iostream import StreamClosedError
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from llmhub.origins import cookies
from llmhub.origins.gate import StaffGate

# Of one connection, not of what is sent over it (RFC 9110, 7.6.1); lengths are computed anew.
HOP_BY_HOP = frozenset(
    {
        "connection",
        "content-length",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
TIMEOUT = 600.0  # seconds for the whole of an answer: an archive of hand-ins takes its time
LARGEST = 8 * 2**30
AT_ONCE = 100


class ServiceHandler(StaffGate):
    """Forwards to the service of that name; who may see what is the service's to decide."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

    def check_xsrf_cookie(self) -> None:
        """Leave forms to the service: the hub knows nothing of them."""

    async def forward(self, name: str) -> None:
        """Send the request on and the answer back."""
        service = self.services.get(name)
        if service is None or service.server is None:
            raise web.HTTPError(404)
        assert self.request.uri is not None
        self._lines: list[str] = []
        try:
            await self.client.fetch(
                service.server.host.rstrip("/") + self.request.uri,
                method=self.request.method,
                headers=self.headers_for_service(),
                body=self.request.body or None,
                allow_nonstandard_methods=True,
                follow_redirects=False,
                decompress_response=False,
                request_timeout=TIMEOUT,
                raise_error=False,
                header_callback=self._lines.append,
                streaming_callback=self.pass_on,
            )
        except (OSError, HTTPClientError) as error:
            self.log.warning("service %s does not answer: %s", name, error)
            if self._headers_written:  # an answer that is cut off must not look whole
                self.detach().close()
            else:
                self.tell_it_is_down(name)
            return
        if not self._headers_written:
            self.begin_answer()
        self.finish()

    @property
    def client(self) -> SimpleAsyncHTTPClient:
        """The client for services alone: what they keep waiting keeps nothing else waiting."""
        found: SimpleAsyncHTTPClient | None = self.settings.get("service_client")
        if found is None:
            found = SimpleAsyncHTTPClient(
                force_instance=True, max_clients=AT_ONCE, max_body_size=LARGEST
            )
            self.settings["service_client"] = found
        return found

    async def pass_on(self, piece: bytes) -> None:
        """Send a piece on; the service waits until the reader has taken it."""
        if not self._headers_written:
            self.begin_answer()
        self.write(piece)
        with suppress(StreamClosedError):
            await self.flush()

    get = head = post = put = patch = delete = options = forward

    def headers_for_service(self) -> dict[str, str]:
        """Return the request's headers, with where it came from."""
        headers = {
            name: value
            for name, value in self.request.headers.get_all()
            if name.lower() not in HOP_BY_HOP
        }
        headers["X-Forwarded-Host"] = self.request.host
        headers["X-Forwarded-Proto"] = self.lab_settings.staff_url.partition(":")[0]
        return headers

    @property
    def template_namespace(self) -> dict[str, Any]:
        """Let the page of an error know that it is about a service."""
        return super().template_namespace | {"is_service": True}

    def tell_it_is_down(self, name: str) -> None:
        """Say so to a person on a page, to a program in the course service's own form."""
        message = f"The service {name} does not answer. Labs go on without it."
        if "/api/" not in self.request.path:
            raise web.HTTPError(503, message)
        self.set_status(503)
        self.finish({"code": "service-down", "message": f"{message} Try again in a minute."})

    def begin_answer(self) -> None:
        """Take over status and headers; the service's cookies get the staff address's names."""
        start = parse_response_start_line(self._lines[0].strip())
        self.set_status(start.code, start.reason)
        replaced: set[str] = set()
        for name, value in HTTPHeaders.parse("".join(self._lines[1:])).get_all():
            if name.lower() in HOP_BY_HOP:
                continue
            if name.lower() == "set-cookie":
                self.add_header(name, cookies.to_staff(value))
            elif name in replaced:
                self.add_header(name, value)
            else:
                self.set_header(name, value)
                replaced.add(name)


class NoServices:
    """Mixed into the public proxy's class: students' address gets no route to a service."""

    async def add_service(self, service: Any) -> None:
        """Add nothing."""

    async def add_all_services(self, service_dict: dict[str, Any]) -> None:
        """Add nothing."""

    async def check_routes(
        self, user_dict: Any, service_dict: dict[str, Any], routes: Any = None
    ) -> None:
        """Check users' routes; a route to a service that is there is removed."""
        await super().check_routes(user_dict, {}, routes)  # type: ignore[misc]
