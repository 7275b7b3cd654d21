"""Do what a student does: link, password, start, a cell, a token from Ollama, stop."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from llmhub.errors import LabError
from llmhub.ops.browser import Browser, trust
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.ops.kernel import run_cell

STUDENT = "smoketest"
GROUP = "smoke-check"
"""The account that is made and removed, and the group that marks it as ours to remove."""

CELL = """
import json, os, ollama
roles = json.load(open(os.environ["LLMLAB_MODELS"]))["roles"]
model = roles["chat-small" if "chat-small" in roles else "chat"]["ollama"]
words = ollama.chat(model, [{"role": "user", "content": "Hello!"}], stream=True)
print(model, "said:", next(part.message.content for part in words if part.message.content))
"""


@contextmanager
def step(code: str, text: str) -> Iterator[None]:
    """Time one step and print it; any failure in it carries the step's code."""
    start = time.monotonic()
    try:
        yield
    except httpx.HTTPStatusError as error:
        status, path = error.response.status_code, error.request.url.path
        shown = path if "/invite/" not in path else "the invite link"
        raise LabError(code, f"{text}: {shown} answered {status}.") from None
    except httpx.HTTPError as error:
        raise LabError(code, f"{text}: {type(error).__name__}, {error}.") from None
    except (KeyError, ValueError) as error:
        raise LabError(code, f"{text}: an unexpected answer ({error!r}).") from None
    print(f"[OK]   {text} ({time.monotonic() - start:.1f} s)", flush=True)


def run(context: Context) -> None:
    """Do every step; the throw-away account goes again, whatever happens.

    Raises LabError with the code of the step that failed.
    """
    with HubApi.of(context) as api:
        with step("smoke-account", "A student is invited"):
            forget(api)
            rows = [{"name": STUDENT, "role": "student", "group": GROUP}]
            added = api.call("POST", "/llmhub/roster", {"rows": rows, "update": False})["added"]
        browser = Browser(context.settings.public_url, trust(context.settings))
        try:
            visit(browser, added[0]["invite_url"], context.settings.start_timeout)
        except LabError:
            with suppress(LabError):  # what went wrong first is what people need to know
                forget(api)
            raise
        finally:
            browser.close()
        with step("smoke-cleanup", "The account is removed"):
            forget(api)


def visit(browser: Browser, invite_url: str, patience: float) -> None:
    """Do what the student sees; `patience` in seconds for the start."""
    with step("smoke-login", "The link is opened, a password set"):
        password = secrets.token_urlsafe(15)
        browser.get(invite_url)
        browser.submit(invite_url, password=password, repeated=password)
        browser.forget_cookies()
    with step("smoke-login", "The student logs in with it"):
        browser.get("/hub/login")
        browser.submit("/hub/login", username=STUDENT, password=password)
    server = f"/user/{STUDENT}/"
    with step("smoke-start", "The server is started, its stages were shown"):
        browser.get(f"/hub/spawn/{STUDENT}")
        follow(browser, patience)
    with step("smoke-lab", "JupyterLab opens"):
        browser.get(f"{server}lab")
    with step("smoke-ollama", "A cell has run, Ollama has answered"):
        print(f"       {run_cell(browser, server, CELL).strip()}")
    with step("smoke-stop", "The server is stopped"):
        browser.send("DELETE", f"/hub/api/users/{STUDENT}/server")


def follow(browser: Browser, patience: float) -> None:
    """Follow the progress until the server is ready; LabError `smoke-start` if it fails."""
    path = f"/hub/api/users/{STUDENT}/server/progress"
    for event in browser.events(path, patience):
        if event.get("failed") or event.get("stage") == "failed":
            raise LabError("smoke-start", f"The start failed: {event.get('message')}")
        if event.get("ready"):
            return
    raise LabError("smoke-start", "The progress ended before the server was ready.")


def forget(api: HubApi) -> None:
    """Remove the account and the archive of its home, if there is one.

    Raises LabError `smoke-name-taken` if somebody real is called so.
    """
    groups = {person["name"]: person["group"] for person in api.call("GET", "/llmhub/people")}
    if STUDENT not in groups:
        return
    if groups[STUDENT] != GROUP:
        raise LabError("smoke-name-taken", f"Somebody is called {STUDENT}: that name is needed.")
    api.stop_server(STUDENT)
    told = api.call("DELETE", f"/llmhub/people/{STUDENT}")
    Path(told["archive"]).unlink(missing_ok=True)
