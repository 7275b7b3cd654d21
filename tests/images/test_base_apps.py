"""Apps behind the tiles: their place, their logs, plain pages when they do not run."""

from __future__ import annotations

import http.client
import json
import os
import re
import time
from pathlib import Path

import pytest
from llmserver import log_page, pages, tiles
from llmserver.app_log import KEPT_LINES, MAX_BYTES, AppLog
from llmserver.idle_paths import is_idle

from tests.images.base_container import PREFIX, Notebook

WEBSOCKET = """
import http.client
for origin in ("http://127.0.0.1:{port}", "https://evil.example"):
    connection = http.client.HTTPConnection("127.0.0.1", {port}, timeout=10)
    connection.request("GET", "/_stcore/stream", headers={{
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": origin}})
    print(connection.getresponse().status)
"""
STUDENTS_SERVER = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the student's own")
port = int(os.environ["GRADIO_SERVER_PORT"])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_gradio_knows_its_place_and_logs(running: Notebook) -> None:
    status, _, body = running.ask("gradio/")
    assert status == 200
    assert re.search(r'"root":"http://[^"]*/user/ada/gradio"', body)
    log = (running.home / "apps/logs/gradio.log").read_text(encoding="utf-8")
    assert "Running on local URL" in log


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_the_heartbeat_of_gradio_is_where_the_pattern_looks(running: Notebook) -> None:
    connection = http.client.HTTPConnection(running.address, 8888, timeout=60)
    path = f"{PREFIX}gradio/gradio_api/heartbeat/abc"
    connection.request("GET", path, headers={"Authorization": "token ada-token"})
    with connection.getresponse() as answer:
        assert answer.status == 200
    connection.close()
    assert is_idle(path)


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_streamlit_keeps_its_protection(running: Notebook) -> None:
    status, _, _ = running.ask("streamlit/_stcore/health")
    assert status == 200
    # Asked directly: a request with a token, as here, is not a browser's, and jupyter-server-proxy
    # lets it pass whatever its origin.
    log = (running.home / "apps/logs/streamlit.log").read_text(encoding="utf-8")
    port = re.findall(r"http://127\.0\.0\.1:([0-9]+)", log)[-1]
    code = WEBSOCKET.format(port=port)
    assert running.run("python", "-c", code).split() == ["101", "403"]
    options = running.run("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
    assert "--server.address=127.0.0.1" in options
    assert "enableCORS" not in options
    assert "enableXsrfProtection" not in options


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_crashed_app_is_explained_and_restarts_when_saved(running: Notebook) -> None:
    running.write("apps/gradio_app.py", "raise SystemExit('boom: <no> model')\n")
    page = wait_for(running, "gradio/", "Your app is not running")
    assert "boom: &lt;no&gt; model" in page
    assert "Traceback" not in page
    running.write("apps/gradio_app.py", STUDENTS_SERVER)
    wait_for(running, "gradio/", "the student's own")
    running.run("rm", "/home/student/apps/gradio_app.py")


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_logs_have_a_tile(running: Notebook) -> None:
    running.ask("streamlit/")
    status, _, body = running.ask("app-logs/")
    assert status == 200
    assert "streamlit.log" in body
    tiles_shown = json.loads(running.ask("server-proxy/servers-info")[2])["server_processes"]
    assert [entry["launcher_entry"]["title"] for entry in tiles_shown] == [
        "My Gradio app",
        "My Streamlit app",
        "App logs",
    ]
    for entry in tiles_shown:
        assert entry["launcher_entry"]["category"] == "Apps"
        icon = running.ask(f"server-proxy/icon/{entry['name']}")
        assert icon[0] == 200
        assert icon[1]["Content-Type"] == "image/svg+xml"


def wait_for(running: Notebook, path: str, text: str) -> str:
    """Ask until the answer holds `text`; an app that was just saved takes a moment."""
    body = ""
    for _ in range(40):
        body = running.ask(path)[2]
        if text in body:
            return body
        time.sleep(0.5)
    raise AssertionError(f"no {text!r} in the last answer: {body[-500:]}")


def test_a_page_escapes_what_an_app_printed() -> None:
    page = pages.stopped("/a<b>", 1, ["<script>alert(1)</script>\n"])
    assert "<script>" not in page
    assert "/a&lt;b&gt;" in page


def test_a_log_is_bounded_and_survives_a_missing_folder(tmp_path: Path) -> None:
    log = AppLog(tmp_path / "logs" / "app.log")
    for number in range(KEPT_LINES + 5):
        log.write(f"{number}\n")
    assert len(log.lines()) == KEPT_LINES
    log.path.write_text("x" * (MAX_BYTES + 1), encoding="utf-8")
    log.write("after\n")
    assert log.path.read_text(encoding="utf-8") == "after\n"
    lost = AppLog(Path("/proc/nowhere/app.log"))
    lost.write("lost on disk\n")
    assert lost.lines() == ["lost on disk\n"]


def test_a_log_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "good.log").write_text("all is <well>\n", encoding="utf-8")
    (tmp_path / "dangling.log").symlink_to("nowhere")
    (tmp_path / "secret.log").symlink_to("/etc/passwd")
    (tmp_path / "folder.log").mkdir()
    os.mkfifo(tmp_path / "pipe.log")
    text = log_page.logs(tmp_path)
    assert "all is &lt;well&gt;" in text
    assert text.count("<h2>") == 5
    assert "root:" not in text
    assert text.count("It cannot be read") >= 3


def test_apps_listen_on_the_loopback_alone() -> None:
    for name, entry in tiles.servers("/home/student").items():
        text = " ".join(entry["command"]) + json.dumps(entry["environment"])
        assert "0.0.0.0" not in text, name
        assert entry["timeout"] >= 60
