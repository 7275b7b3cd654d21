"""Do what a student does: link, password, start, a cell, a token from Ollama, stop.

Where the authenticator keeps no passwords, a token of the student's own stands in for the login.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urljoin

import httpx

from llmhub.errors import LabError
from llmhub.ops.browser import Browser, trust
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.ops.kernel import run_cell

STUDENT = "smoketest"
GROUP = "smoke-check"
"""The account that is made and removed, and the group that marks it as ours to remove."""

NO_PASSWORDS = (
    "[SKIP] Link and login: this hub's authenticator keeps no passwords, so the rest is done with "
    "a token"
)
TOKEN_SECONDS = 3600
"""Beside what the work may take: the start has a queue before it."""

Work = Callable[[Browser, str], None]
"""What is done in the lab; it is given the browser and where the lab is, with / at the end."""

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


def run(context: Context, work: Work | None = None, seconds: float = 0) -> None:
    """Do every step, in the lab `work` or `first_token`; the account goes again in any case.

    `seconds` is what the work may take beside the rest. Raises LabError with the code of the step
    that failed.
    """
    with HubApi.of(context) as api:
        with step("smoke-account", "A student is invited"):
            forget(api)
            rows = [{"name": STUDENT, "role": "student", "group": GROUP}]
            added = api.call("POST", "/llmhub/roster", {"rows": rows, "update": False})["added"]
            link = added[0].get("invite_url", "")
            bearer = "" if link else token(api, seconds)
        browser = Browser(context.settings.public_url, trust(context.settings), bearer)
        try:
            visit(browser, link, context.settings.start_timeout, work or first_token)
        except BaseException:  # Ctrl-C too: a lab that is forgotten keeps its card
            with suppress(LabError):  # what went wrong first is what people need to know
                forget(api)
            raise
        finally:
            browser.close()
        with step("smoke-cleanup", "The account is removed"):
            forget(api)


def token(api: HubApi, seconds: float = 0) -> str:
    """Return a token with the student's own powers, good for the check and no longer."""
    wanted = {"note": GROUP, "expires_in": TOKEN_SECONDS + int(seconds)}
    return str(api.call("POST", f"/users/{STUDENT}/tokens", wanted)["token"])


def first_token(browser: Browser, server: str) -> None:
    """Run a cell that asks Ollama."""
    with step("smoke-ollama", "A cell has run, Ollama has answered"):
        print(f"       {run_cell(browser, server, CELL).strip()}")


def visit(browser: Browser, link: str, patience: float, work: Work = first_token) -> None:
    """Do what the student sees; `link` is "" without passwords, `patience` in s for the start."""
    if link:
        log_in(browser, link)
    else:
        print(NO_PASSWORDS, flush=True)
    with step("smoke-start", "The server is started, its stages were shown"):
        if link:
            browser.get(f"/hub/spawn/{STUDENT}")
        else:  # the page's button needs a login
            browser.send("POST", f"/hub/api/users/{STUDENT}/server")
        place = follow(browser, patience)
    with step("smoke-lab", "JupyterLab opens"):
        page = browser.get(f"{place}lab")
    server = urljoin(str(page.url), f"/user/{STUDENT}/")  # may be the student's own host
    work(browser, server)
    with step("smoke-stop", "The server is stopped"):
        browser.send("DELETE", f"/hub/api/users/{STUDENT}/server")


def log_in(browser: Browser, link: str) -> None:
    """Take the invitation up, then come back as if on another day."""
    with step("smoke-login", "The link is opened, a password set"):
        password = secrets.token_urlsafe(15)
        browser.get(link)
        browser.submit(link, password=password, repeated=password)
        browser.forget_cookies()
    with step("smoke-login", "The student logs in with it"):
        browser.get("/hub/login")
        browser.submit("/hub/login", username=STUDENT, password=password)


def follow(browser: Browser, patience: float) -> str:
    """Follow the progress until the server is ready; return where it is, as path or URL.

    Raises LabError `smoke-start` if it fails.
    """
    path = f"/hub/api/users/{STUDENT}/server/progress"
    for event in browser.events(path, patience):
        if event.get("failed") or event.get("stage") == "failed":
            raise LabError("smoke-start", f"The start failed: {event.get('message')}")
        if event.get("ready"):
            return str(event["url"])
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
