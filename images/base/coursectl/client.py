"""Talk to the course service: JSON there and back, bounded, timed, and never led elsewhere."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from coursectl.access import Access
from coursectl.errors import CourseError
from coursectl.refusals import check
from coursectl.text import clean

SECONDS = 30.0
"""How long to wait for a connection, and for any next byte."""
WHOLE_SECONDS = 600.0
"""How long one answer may take to its end."""
MOST_BYTES = 16 << 20
"""Size of an answer in JSON; a push to 500 students is 2 MB."""
_PIECE = 1 << 16


def path_of(*parts: object) -> str:
    """Return the path of something below the service's API.

    >>> path_of("handins", 3, "archive")
    'handins/3/archive'
    """
    return "/".join(quote(str(part), safe="") for part in parts)


class Client:
    """One service, one token. Every failure is a CourseError."""

    def __init__(
        self, access: Access, seconds: float = SECONDS, whole_seconds: float = WHOLE_SECONDS
    ) -> None:
        self.access = access
        self.seconds = seconds
        self.whole_seconds = whole_seconds

    def get(self, path: str) -> Any:
        """Return what is there."""
        return self._ask("GET", path)

    def post(self, path: str, body: object = None) -> Any:
        """Send something new; return the answer."""
        return self._ask("POST", path, {} if body is None else body)

    def put(self, path: str, body: object) -> Any:
        """Send what shall be there; return the answer."""
        return self._ask("PUT", path, body)

    def delete(self, path: str) -> Any:
        """Remove something; return the answer."""
        return self._ask("DELETE", path)

    def download(self, path: str, target: BinaryIO, limit: int) -> int:
        """Write what is there into a file; return its size."""
        with self._opened("GET", path, None) as response:
            size = 0
            for piece in self._pieces(response, limit):
                try:
                    target.write(piece)
                except OSError as error:
                    raise CourseError("disk", f"This cannot be kept: {error.strerror}.") from error
                size += len(piece)
            return size

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        with self._opened(method, path, body) as response:
            data = b"".join(self._pieces(response, MOST_BYTES))
        try:
            return json.loads(data) if data.strip() else None
        except (ValueError, RecursionError) as error:
            raise CourseError(
                "not-json",
                f"What answers at {self.access.url} is not the course: check the address.",
            ) from error

    def _pieces(self, response: http.client.HTTPResponse, limit: int) -> Iterator[bytes]:
        end, size = time.monotonic() + self.whole_seconds, 0
        while piece := response.read1(_PIECE):
            size += len(piece)
            if size > limit:
                raise CourseError(
                    "answer-too-large",
                    f"The answer is larger than {limit >> 20} MB, so it was not taken.",
                )
            if time.monotonic() > end:
                raise TimeoutError
            yield piece
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)

    @contextmanager
    def _opened(self, method: str, path: str, body: object) -> Iterator[http.client.HTTPResponse]:
        """Yield a good answer, its body still to be read."""
        parts = urlsplit(self.access.url)
        connection = _connection(parts.scheme, parts.netloc, self.seconds)
        headers = {"Authorization": f"Bearer {self.access.token}", "Accept": "*/*"}
        data = None if body is None else json.dumps(body).encode("ascii")
        if data is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, f"{parts.path}/api/{path}", data, headers)
            with connection.getresponse() as response:
                check(response, self.access)
                yield response
        except ssl.SSLCertVerificationError as error:
            raise CourseError(
                "bad-certificate",
                f"{parts.netloc} shows no certificate that this machine trusts: nothing was sent. "
                "Ask who runs the hub.",
            ) from error
        except (OSError, http.client.HTTPException) as error:
            raise CourseError(
                "service-down",
                f"The course does not answer at {self.access.url}: try again in a minute. "
                f"({clean(error) or type(error).__name__})",
            ) from error
        finally:
            connection.close()


def _connection(scheme: str, netloc: str, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(netloc, timeout=seconds, context=context)
    return http.client.HTTPConnection(netloc, timeout=seconds)
