"""What the server reports as activity to the hub that stops unused servers."""

from __future__ import annotations

import json

import pytest

from tests.images.base_container import SLIM, Notebook, once

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]


def last_activity(running: Notebook) -> str:
    """Return the moment that the server would report to the hub."""
    told: str = json.loads(running.ask("api/status")[2])["last_activity"]
    return told


@pytest.mark.parametrize(
    "path", ["api/kernels", "api/sessions", "api/terminals", "api/metrics/v1", "api/status"]
)
def test_what_an_open_tab_asks_for_is_no_activity(running: Notebook, path: str) -> None:
    before = last_activity(running)
    assert running.ask(path)[0] == 200
    assert last_activity(running) == before


def test_opening_a_file_is_activity(running: Notebook) -> None:
    before = last_activity(running)
    assert running.ask("api/contents/labs")[0] == 200
    assert last_activity(running) > before


@pytest.mark.parametrize(
    "path",
    [
        "proxy/7861/gradio_api/heartbeat/x",
        "proxy/absolute/7861/gradio_api/heartbeat/x",
        "proxy/8501/_stcore/health",
        "proxy/8501/_stcore/stream",
    ],
)
def test_idle_tab_of_an_app_from_a_cell_is_no_activity(running: Notebook, path: str) -> None:
    before = last_activity(running)
    running.ask(path)
    assert last_activity(running) == before


@pytest.mark.parametrize("path", ["proxy/7861/gradio_api/queue/join", "proxy/8501/"])
def test_use_of_an_app_from_a_cell_is_activity(running: Notebook, path: str) -> None:
    before = last_activity(running)
    running.ask(path)
    assert last_activity(running) > before


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a.any_busy([{'execution_state': 'idle'}, {'execution_state': 'busy'}])", True),
        ("a.any_busy([{'execution_state': 'idle'}, {}])", False),
        ("a.share({1: 5.0}, {1: 35.0}, 60) > a.BUSY_SHARE", True),
        ("a.share({1: 5.0}, {1: 8.0}, 60) > a.BUSY_SHARE", False),
        ("a.share({1: 50.0}, {1: 1.0, 2: 3.0}, 60) > a.BUSY_SHARE", False),
    ],
)
def test_a_container_that_computes_is_at_work(expression: str, expected: bool) -> None:
    code = f"from llmserver import activity as a; print({expression})"
    assert once(SLIM, "/opt/server/bin/python", "-I", "-c", code).strip() == str(expected)


def test_a_look_at_a_busy_container_counts() -> None:
    code = (
        "import time\n"
        "from llmserver import activity as a\n"
        "class Kernels:\n"
        "    state = 'idle'\n"
        "    def list_kernels(self): return [{'execution_state': self.state}]\n"
        "kernels, times = Kernels(), {}\n"
        "watch = a.Watch(kernels, times)\n"
        "watch.look(); print(len(times))\n"
        "kernels.state = 'busy'; watch.look(); print(len(times))\n"
    )
    assert once(SLIM, "/opt/server/bin/python", "-I", "-c", code).split() == ["0", "1"]
