"""A student's browser, as far as a check needs one: cookies, forms, the progress stream.

Pages are named by a path at the address the browser began with, or by a whole URL.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from llmhub.errors import LabError
from llmhub.settings import Settings

HEADERS = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
"""What browsers send along with a click; the hub and Jupyter look at it."""


RETRY = 2.0
"""Seconds until a stream that was refused is asked for once more, as the start page does."""


class Browser:
    """Cookies and the tokens against cross-site requests that go with them.

    `bearer` is a token of the student's own, where nobody can log in with a password.
    """

    def __init__(
        self,
        base_url: str,
        verify: ssl.SSLContext | bool = True,
        bearer: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = base_url
        self.verify = verify
        self._bearer = {"Authorization": f"token {bearer}"} if bearer else {}
        self._client = httpx.Client(
            base_url=base_url,
            follow_redirects=True,
            timeout=60,
            verify=verify,
            trust_env=False,
            headers={**HEADERS, **self._bearer},
            transport=transport,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def forget_cookies(self) -> None:
        """Be a fresh browser."""
        self._client.cookies.clear()

    def get(self, path: str) -> httpx.Response:
        """Open a page; raises httpx.HTTPStatusError unless it is there."""
        return self._client.get(path).raise_for_status()

    def submit(self, path: str, **fields: str) -> httpx.Response:
        """Send a form."""
        fields["_xsrf"] = self.token(path)
        return self._client.post(path, data=fields).raise_for_status()

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send JSON as the page's own scripts do."""
        headers = {"X-XSRFToken": self.token(path), "Sec-Fetch-Mode": "cors"}
        return self._client.request(method, path, json=body, headers=headers).raise_for_status()

    def token(self, path: str) -> str:
        """Return the token of the longest cookie path above `path`; hub and server differ."""
        path = urlsplit(path).path
        found = [
            (len(cookie.path), cookie.value or "")
            for cookie in self._client.cookies.jar
            if cookie.name == "_xsrf" and path.startswith(cookie.path)
        ]
        return max(found, default=(0, ""))[1]

    def url(self, path: str) -> str:
        """Return the whole URL."""
        return urljoin(f"{self.base_url}/", path)

    def cookies(self, path: str) -> str:
        """Return the Cookie header for `path`, for what is no HTTP request."""
        headers = self._client.build_request("GET", path).headers
        return str(headers.get("Cookie", ""))

    def credentials(self, path: str) -> dict[str, str]:
        """Return all that says who this is, for what is no HTTP request."""
        return {"Cookie": self.cookies(path), **self._bearer}

    def events(self, path: str, patience: float) -> Iterator[dict[str, Any]]:
        """Yield the events of a stream until it ends; LabError `smoke-slow` after `patience` s."""
        headers = {"X-XSRFToken": self.token(path), "Accept": "text/event-stream"}
        headers["Sec-Fetch-Mode"] = "cors"
        deadline = time.monotonic() + patience
        with self._client.stream("GET", path, headers=headers) as answer:
            if answer.status_code == httpx.codes.BAD_REQUEST and patience > RETRY:
                # A start that is just being given up has no progress, and not yet a reason.
                time.sleep(RETRY)
                yield from self.events(path, patience=RETRY)
                return
            answer.raise_for_status()
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line[5:])
                if time.monotonic() > deadline:
                    raise LabError("smoke-slow", f"No server after {patience:.0f} seconds.")


def trust(settings: Settings) -> ssl.SSLContext | bool:
    """Return what to trust: the system's authorities, and the hub's own certificate."""
    if not settings.public_url.startswith("https://"):
        return True
    context = ssl.create_default_context()
    if settings.tls_certificate is not None:
        context.load_verify_locations(settings.tls_certificate)
    return context
