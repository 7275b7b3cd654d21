"""Apps behind the hub: tokens one by one, plain pages for what is broken, links that work."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from llmhub.ops.context import Context
from tests.e2e.people import Student
from tests.e2e.screen import log_in

pytestmark = pytest.mark.e2e

MODEL = "from llmlab import model_name; print(model_name('chat'))"


def test_ollamas_own_stream_passes_piece_by_piece(student: Student) -> None:
    """Through hub proxy and jupyter-server-proxy, with `Accept: */*`, as most clients send it."""
    student.open_lab()
    model = student.cell(MODEL).strip()
    path = f"{student.prefix}proxy/11434/api/generate"
    headers = {"X-XSRFToken": student.browser.token(student.prefix), "Sec-Fetch-Mode": "cors"}
    body = {"model": model, "prompt": "Hello!", "stream": True}
    times: list[float] = []
    with student.browser._client.stream("POST", path, json=body, headers=headers) as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            times.append(time.monotonic())
            assert "error" not in json.loads(line)
    assert len(times) >= 3
    assert times[-1] > times[0], "all pieces came at once"


SLOW = """
import http.server, threading, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        for number in range(5):
            self.wfile.write(f"{number}\\n".encode()); self.wfile.flush(); time.sleep(0.4)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 9555), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
time.sleep(1e6)
"""


def test_a_slow_answer_arrives_as_it_is_written(student: Student) -> None:
    student.open_lab()
    student.cell(
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLOW!r}])\n"
        "import time; time.sleep(2)"
    )
    times: list[float] = []
    with student.browser._client.stream("GET", f"{student.prefix}proxy/9555/") as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            if line:
                times.append(time.monotonic())
    assert len(times) == 5
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) > 0.1, gaps


@pytest.mark.parametrize("tile", ["gradio", "streamlit"])
def test_broken_app_says_what_is_wrong(
    student: Student, new_page: Callable[..., Page], context: Context, tile: str
) -> None:
    student.open_lab()
    student.cell(f"open('/home/student/apps/{tile}_app.py', 'w').write('import no_such_thing')")
    page = new_page()
    log_in(page, context.settings.public_url, student)
    page.goto(f"{context.settings.public_url}{student.prefix}{tile}/", wait_until="commit")
    page.get_by_text("no_such_thing").first.wait_for(timeout=90_000)
    log = student.cell(f"print(open('/home/student/apps/logs/{tile}.log').read())")
    assert "no_such_thing" in log


def test_link_of_an_app_started_in_a_cell_works(student: Student) -> None:
    student.open_lab()
    link = student.cell(
        "import gradio, llmlab\n"
        "demo = gradio.Interface(lambda text: text[::-1], 'text', 'text', api_name='turn')\n"
        "llmlab.launch_gradio(demo, port=7905)\n"
        "print(); print(llmlab.app_link(7905))",
        patience=100,
    ).split()[-1]
    page = student.browser.get(link if link.startswith("http") else f"{student.origin}{link}")
    assert f"{student.prefix}proxy/7905" in page.text, "the page asks for files in the wrong place"
