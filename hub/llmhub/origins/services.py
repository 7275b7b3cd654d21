"""Services' own pages, at the staff address alone.

The public proxy would serve them beside students' pages; so it gets no route to them, and the staff
address forwards to them instead. Plain requests and answers, no websockets.
"""

from __future__ import annotations

from typing import Any

from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

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
TIMEOUT = 60.0


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
        try:
            answer = await AsyncHTTPClient().fetch(
                service.server.host.rstrip("/") + self.request.uri,
                method=self.request.method,
                headers=self.headers_for_service(),
                body=self.request.body or None,
                allow_nonstandard_methods=True,
                follow_redirects=False,
                decompress_response=False,
                request_timeout=TIMEOUT,
                raise_error=False,
            )
        except OSError as error:
            self.log.warning("service %s does not answer: %s", name, error)
            raise web.HTTPError(503, f"{name} does not answer.") from None
        self.answer(answer)

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

    def answer(self, answer: HTTPResponse) -> None:
        """Send the service's answer on; its cookies get the staff address's names."""
        if answer.code == 599:  # the client's own: no answer came
            raise web.HTTPError(503, "The service does not answer.")
        self.set_status(answer.code, answer.reason)
        replaced: set[str] = set()
        for name, value in answer.headers.get_all():
            if name.lower() in HOP_BY_HOP:
                continue
            if name.lower() == "set-cookie":
                self.add_header(name, cookies.to_staff(value))
            elif name in replaced:
                self.add_header(name, value)
            else:
                self.set_header(name, value)
                replaced.add(name)
        self.finish(answer.body or None)


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
