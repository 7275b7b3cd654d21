"""What the way through proxy and notebook server adds to an app's first token.

The same client asks the same app in two ways, in turns: in the notebook's own network, directly on
the app's port; and on the host's network, through the hub's proxy and the notebook server.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docker
import httpx

from bench.hubs import Hub
from bench.record import AppPath
from bench.student import Student
from llmhub.errors import LabError

CLIENT = Path(__file__).with_name("app_client.py")
PROMPT = "When is the summer break?"
BLOCKS, QUESTIONS = 4, 15
APP_UP = 180  # seconds until the app must answer: importing Gradio takes a while


def measure(client: docker.APIClient, hub: Hub, student: Student, image: str) -> AppPath:
    """Start the student's Gradio app and ask it both ways; `image` brings the client's Python."""
    visit = student.visit()
    if visit.error:
        raise LabError("bench-app", f"The server did not start: {visit.error}")
    endpoint = open_app(student)
    notebook = hub.labs(student)["notebook"]
    here = urlsplit(student.browser.base_url)
    path = f"{student.server}gradio/"
    cookie = {"Cookie": student.browser.cookies(path)}
    ways: dict[str, tuple[str, dict[str, Any]]] = {
        "direct": (
            f"container:{notebook}",
            job("127.0.0.1", app_port(client, notebook), "/", endpoint, {}),
        ),
        "proxied": ("host", job(str(here.hostname), here.port or 80, path, endpoint, cookie)),
    }
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(BLOCKS):
        for way, (network, asked) in ways.items():
            times[way] += ask(image, network, asked)
    return AppPath(times["direct"], times["proxied"])


def open_app(student: Student) -> str:
    """Open the tile until the app answers; return the path of the function that a message calls.

    Raises LabError `bench-app` after a while.
    """
    deadline = time.monotonic() + APP_UP
    while time.monotonic() < deadline:
        try:
            told = student.browser.get(f"{student.server}gradio/gradio_api/info").json()
            return chat_endpoint(told["named_endpoints"])
        except (httpx.HTTPError, ValueError, KeyError):  # the page that says "starting" is no JSON
            time.sleep(1)
    raise LabError("bench-app", f"The Gradio app did not answer within {APP_UP} seconds.")


def chat_endpoint(endpoints: Mapping[str, Any]) -> str:
    """Return the first endpoint that takes a message; LabError `bench-app` if none does."""
    for path, told in endpoints.items():
        if [one["parameter_name"] for one in told["parameters"]][:1] == ["message"]:
            return path
    raise LabError("bench-app", f"No chat among the app's functions: {', '.join(endpoints)}.")


def app_port(client: docker.APIClient, notebook: str) -> int:
    """Return the port on which the app listens, from the command that started it."""
    listed = client.top(notebook, "-ww -eo pid,args")["Processes"]
    for process in listed:
        if found := re.search(r"run_app --port (\d+) .*gradio_app\.py", process[-1]):
            return int(found[1])
    raise LabError("bench-app", "No process of the Gradio app was found.")


def job(
    host: str, port: int, prefix: str, endpoint: str, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the client needs to know."""
    return {
        "host": host,
        "port": port,
        "prefix": prefix,
        "endpoint": endpoint,
        "headers": dict(headers),
        "prompt": PROMPT,
        "count": QUESTIONS,
    }


def ask(image: str, network: str, asked: Mapping[str, Any]) -> list[float]:
    """Run the client in a throw-away container; the job, cookies and all, goes through stdin."""
    command = ["docker", "run", "--rm", "--interactive", "--network", network]
    command += ["--entrypoint", "python", image, "-c", CLIENT.read_text(encoding="utf-8")]
    done = subprocess.run(
        command, input=json.dumps(asked), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise LabError("bench-app", f"The app's client failed: {done.stderr.strip()[-500:]}")
    times: list[float] = json.loads(done.stdout)
    return times
