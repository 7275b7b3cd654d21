"""Services' own pages, at the staff address alone.

The public proxy would serve them beside students' pages; so it gets no route to them, and the staff
address forwards to them instead. Plain requests and answers, no websockets.
"""

from __future__ import annotations

from typing import Any

from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse

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
        except (OSError, HTTPClientError) as error:
            self.log.warning("service %s does not answer: %s", name, error)
            self.tell_it_is_down(name)
            return
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

    def answer(self, answer: HTTPResponse) -> None:
        """Send the service's answer on; its cookies get the staff address's names."""
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
