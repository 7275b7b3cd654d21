"""One student at a class start: a click, the progress, the lab, a cell, a token."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import httpx

from bench.record import Visit
from llmhub.errors import LabError
from llmhub.ops.browser import Browser
from llmhub.ops.kernel import run_cell

PATIENCE = 300  # seconds for each step
CELL = "import time\nprint(5 * 4, time.time())"
# The standard library alone: what is measured is the model server, not the import of a client.
TOKEN_CELL = """
import json, os, urllib.request
with open(os.environ["LLMLAB_MODELS"]) as file:
    model = json.load(file)["roles"]["chat"]["ollama"]
# One token, then the model goes again: the memory of an idle lab is measured next.
body = {"model": model, "prompt": "Hello!", "stream": False, "keep_alive": 0,
        "options": {"num_predict": 1}}
url = "http://" + os.environ["OLLAMA_HOST"] + "/api/generate"
with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode())) as answer:
    told = json.load(answer)
assert told["eval_count"] == 1, told
"""


LOGIN = "/hub/login?next=%2Fhub%2Fhome"
"""Without `next` the hub starts the server after the login, before the click that is timed."""


@dataclass(frozen=True)
class Student:
    """A student who is logged in; `code` is what the first cell does."""

    name: str
    browser: Browser = field(repr=False)
    code: str = field(repr=False)

    @property
    def server(self) -> str:
        """Path of the student's own server."""
        return f"/user/{self.name}/"

    def visit(self) -> Visit:
        """Press Start and work until the first cell is done; any failure is part of the answer."""
        began, clock = time.monotonic(), time.time()
        marks: dict[str, float] = {}
        try:
            self._start()
            marks["ready"] = time.monotonic() - began
            self.browser.get(f"{self.server}lab")
            marks["lab"] = time.monotonic() - began
            printed = run_cell(self.browser, self.server, self.code, PATIENCE).split()
            marks["done"] = time.monotonic() - began
            if printed[0] != "20":
                raise LabError("bench-cell", f"The cell printed {printed[0]}.")
            marks["cell"] = float(printed[1]) - clock
        except (LabError, httpx.HTTPError, ValueError, IndexError) as error:
            return Visit(self.name, marks, f"{type(error).__name__}: {error}")
        return Visit(self.name, marks)

    def _start(self) -> None:
        """Press Start, and follow the progress where the hub shows its page."""
        page = self.browser.get(f"/hub/spawn/{self.name}")
        if page.url.path.startswith(self.server):
            return  # it was ready before the hub would have shown the progress
        path = f"/hub/api/users/{self.name}/server/progress"
        for event in self.browser.events(path, PATIENCE):
            if event.get("failed"):
                raise LabError("bench-start", str(event.get("message")))
            if event.get("ready"):
                return
        raise LabError("bench-start", "The progress ended before the server was ready.")

    def end_kernels(self) -> None:
        """Shut down every kernel, as JupyterLab's menu does."""
        for kernel in self.browser.get(f"{self.server}api/kernels").json():
            self.browser.send("DELETE", f"{self.server}api/kernels/{kernel['id']}")

    def stop(self) -> None:
        """Ask the hub to stop the server."""
        self.browser.send("DELETE", f"/hub/api/users/{self.name}/server")


def log_in(browser: Browser, name: str, password: str, code: str) -> Student:
    """Log a student in, up to the page with the Start button."""
    browser.get(LOGIN)
    browser.submit(LOGIN, username=name, password=password)
    return Student(name, browser, code)
