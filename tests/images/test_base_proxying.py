"""What passes between browser and app: piece by piece, whole, or seen not to be whole."""

from __future__ import annotations

import http.client
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from llmserver.idle_paths import is_idle

from tests.images.base_container import PREFIX, Notebook, hub, notebook

# Sends what the path asks for: tokens one by one, a large answer, or less than it promised.
APP = """
import http.server, time
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.begin(("Content-Type", "application/x-ndjson"), ("Set-Cookie", "a=1"),
                   ("Set-Cookie", "b=2"))
        for number in range(4):
            self.wfile.write(b'{"token": %d}\\n' % number)
            time.sleep(0.4)
    def do_GET(self):
        what, size = self.path.split("/")[1:3]
        self.begin(("Content-Length", size))
        if what == "whole":
            for _ in range(int(size) // 1_000_000):
                self.wfile.write(bytes(1_000_000))
        if what == "half":
            self.wfile.write(bytes(int(size) // 2))
    def begin(self, *headers):
        self.send_response(200)
        for header in headers:
            self.send_header(*header)
        self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", 9000), Handler).serve_forever()
"""
MEMORY = """
import psutil
found = [p for p in psutil.process_iter() if "/opt/llmhub/bin/start" in p.cmdline()]
print(max(p.memory_info().rss for p in found))
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    with (
        hub() as address,
        notebook(tmp_path_factory.mktemp("student"), address) as started,
    ):
        started.write("app.py", APP)
        started.run("sh", "-c", "python app.py > /tmp/app.log 2>&1 &")
        time.sleep(1.5)
        yield started


@contextmanager
def asked(
    running: Notebook, path: str, method: str = "GET", body: str | None = None
) -> Iterator[http.client.HTTPResponse]:
    """Send a request to the app through the proxy; yield the answer, its body still to be read."""
    connection = http.client.HTTPConnection(running.address, 8888, timeout=60)
    headers = {"Authorization": "token ada-token", "Accept": "*/*"}
    connection.request(method, f"{PREFIX}proxy/9000/{path}", body=body, headers=headers)
    try:
        with connection.getresponse() as answer:
            yield answer
    finally:
        connection.close()


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_tokens_arrive_one_by_one_whatever_the_client_accepts(running: Notebook) -> None:
    moments = []
    with asked(running, "api/chat", "POST", "{}") as answer:
        while line := answer.readline():
            moments.append((json.loads(line)["token"], time.monotonic()))
        assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert [token for token, _ in moments] == [0, 1, 2, 3]
    gaps = [later - sooner for (_, sooner), (_, later) in itertools.pairwise(moments)]
    assert min(gaps) > 0.2


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_large_answer_is_whole(running: Notebook) -> None:
    size = 150_000_000  # tornado's own bound is 100 MiB
    with asked(running, f"whole/{size}") as answer:
        assert sum(len(chunk) for chunk in iter(lambda: answer.read(1_000_000), b"")) == size


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_an_answer_that_breaks_off_does_not_look_whole(running: Notebook) -> None:
    with asked(running, "half/100000") as answer, pytest.raises(http.client.IncompleteRead):
        answer.read()


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_an_answer_that_breaks_off_before_its_body_is_explained(running: Notebook) -> None:
    with asked(running, "nothing/100") as answer:
        assert answer.status == 502
        assert b"The app broke off" in answer.read()


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_slow_browser_fills_no_memory(running: Notebook) -> None:
    def memory() -> int:
        return int(running.run("/opt/server/bin/python", "-I", "-c", MEMORY))

    before = memory()
    with asked(running, "whole/400000000") as answer:
        answer.read(1)
        time.sleep(4)
        assert memory() - before < 60_000_000


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_browser_that_goes_away_is_no_error(running: Notebook) -> None:
    with asked(running, "whole/400000000") as answer:
        answer.read(1)
    time.sleep(1)
    assert running.ask("api/status")[0] == 200
    assert "Traceback" not in running.logs()


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_port_without_an_app_gets_a_plain_page(running: Notebook) -> None:
    status, _, body = running.ask("proxy/9876/")
    assert status == 503
    assert "Nothing answers here" in body


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/user/ada/gradio/gradio_api/heartbeat/abc", True),
        ("/user/ada/proxy/7861/gradio_api/heartbeat/abc", True),
        ("/user/ada/gradio/gradio_api/queue/join", False),
        ("/user/ada/gradio/", False),
        ("/user/ada/streamlit/_stcore/stream", True),
        ("/user/ada/proxy/8501/_stcore/stream", True),
        ("/user/ada/streamlit/_stcore/health", True),
        ("/user/ada/streamlit/_stcore/upload_file/1", False),
    ],
)
def test_idle_tabs_are_not_activity(path: str, expected: bool) -> None:
    assert is_idle(path) is expected
