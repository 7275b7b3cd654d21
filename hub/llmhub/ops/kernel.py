"""Run a cell in a student's kernel over its websocket, as JupyterLab does."""

from __future__ import annotations

import json
import ssl
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from llmhub.errors import LabError
from llmhub.ops.browser import Browser

Tell = Callable[[str], object]


class Late(Exception):
    """The code took longer than it may."""


def run_cell(
    browser: Browser,
    server: str,
    code: str,
    patience: float = 120,
    *,
    tell: Tell | None = None,
    late: str = "smoke-kernel",
) -> str:
    """Start a kernel at `server` (path or URL that ends in /), run `code`, return what it printed.

    `tell` gets each piece of that as it comes.

    Raises LabError `smoke-kernel` if the kernel cannot be reached, `late` if the code is not done
    within `patience` seconds, and `smoke-cell` if it failed.
    """
    kernel = browser.send("POST", f"{server}api/kernels", {"name": "python3"}).json()["id"]
    path = f"{server}api/kernels/{kernel}/channels"
    url = urlsplit(browser.url(path))
    secure = browser.verify if isinstance(browser.verify, ssl.SSLContext) else None
    try:
        with connect(
            f"{url.geturl().replace('http', 'ws', 1)}?_xsrf={browser.token(path)}",
            origin=Origin(f"{url.scheme}://{url.netloc}"),
            additional_headers=browser.credentials(path),
            ssl=secure,
            max_size=2**24,
            proxy=None,
        ) as socket:
            return talk(socket, request(code), time.monotonic() + patience, tell)
    except Late:
        minutes = patience / 60
        raise LabError(late, f"The cell was still busy after {minutes:.0f} minutes.") from None
    except (WebSocketException, OSError) as error:
        raise LabError("smoke-kernel", f"The kernel cannot be reached: {error}.") from None


def request(code: str) -> dict[str, Any]:
    """Return the message that asks a kernel to run `code`."""
    return {
        "header": {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "execute_request",
            "session": uuid.uuid4().hex,
            "username": "",
            "version": "5.3",
        },
        "parent_header": {},
        "metadata": {},
        "content": {"code": code, "silent": False, "stop_on_error": True},
        "channel": "shell",
        "buffers": [],
    }


def talk(
    socket: ClientConnection, message: dict[str, Any], deadline: float, tell: Tell | None = None
) -> str:
    """Send one request and collect what it prints, until the kernel is idle again."""
    socket.send(json.dumps(message))
    printed = []
    while True:
        try:
            answer = json.loads(socket.recv(timeout=max(0.1, deadline - time.monotonic())))
        except TimeoutError:
            raise Late from None
        if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        content = answer["content"]
        match answer["msg_type"]:
            case "stream":
                printed.append(content["text"])
                if tell is not None:
                    tell(content["text"])
            case "error":
                raise LabError("smoke-cell", f"{content['ename']}: {content['evalue']}")
            case "status" if content["execution_state"] == "idle":
                return "".join(printed)
