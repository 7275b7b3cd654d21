"""What a registry's answer means."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from models import registry


class Answer(BaseHTTPRequestHandler):
    """Answers with the number in the path."""

    def do_GET(self) -> None:
        self.send_response(int(self.path[1:]))
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "there"), [(200, True), (401, True), (404, True), (403, False), (502, False)]
)
def test_what_counts_as_an_answer(address: str, status: int, there: bool) -> None:
    assert registry.answers(f"{address}/{status}") is there


def test_closed_port_is_no_answer() -> None:
    assert registry.answers("http://127.0.0.1:9/") is False
