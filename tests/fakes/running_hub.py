"""Start a real hub process for a test, and talk to it as browsers and operators do."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import requests

from tests.fakes import proxy_in_docker

ROOT = Path(__file__).parents[2]
TIMEOUT = 30
START = 120  # seconds until a process serves: busy machines take their time
PASSWORD = "three unrelated words"

# The product's hub without the look after containers, for there are none here.
LAUNCH = "from llmhub.origins.application import LabHub; LabHub.launch_instance()"


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def find_proxy() -> list[str]:
    """Return configurable-http-proxy's command, from $TEST_PROXY, the PATH or its image."""
    found = os.environ.get("TEST_PROXY") or shutil.which("configurable-http-proxy")
    if found:
        return [found]
    return [sys.executable, proxy_in_docker.__file__] if proxy_in_docker.is_there() else []


@dataclass
class Hub:
    """A running hub: `students` and `staff` are its two addresses."""

    state: Path
    students: str
    staff: str
    api: str
    token: str
    log: Path
    environment: dict[str, str] = field(repr=False)

    def operator(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Call an endpoint below /hub/api as the operator's commands do."""
        headers = {"Authorization": f"token {self.token}"}
        url = f"{self.api}/hub/api{path}"
        return requests.request(method, url, json=body, headers=headers, timeout=TIMEOUT)

    def enrol(self, name: str, role: str = "student", group: str = "") -> str:
        """Make an account and return its invitation."""
        rows = [{"name": name, "role": role, "group": group}]
        answer = self.operator("POST", "/llmhub/roster", {"rows": rows, "update": False})
        answer.raise_for_status()
        url: str = answer.json()["added"][0]["invite_url"]
        return url


class Browser(requests.Session):
    """Cookies and forms, and the headers that a browser adds by itself."""

    def navigate(self, url: str, site: str = "none", **kwargs: Any) -> requests.Response:
        """Open a page as a person does."""
        fetch = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        headers = {**fetch, **kwargs.pop("headers", {})}
        return self.get(url, headers=headers, timeout=TIMEOUT, **kwargs)

    def submit(self, url: str, fields: dict[str, str], **kwargs: Any) -> requests.Response:
        """Open a page with a form and send the form."""
        page = self.navigate(url)
        origin = "/".join(page.url.split("/")[:3])
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
            "Origin": origin,
        }
        data = {"_xsrf": hidden(page.text, "_xsrf"), **fields}
        return self.post(page.url, data=data, headers=headers, timeout=TIMEOUT, **kwargs)

    def fetch(self, method: str, url: str, body: Any = None, **headers: str) -> requests.Response:
        """Do what a script of a page at the same origin does, with its XSRF token."""
        origin = "/".join(url.split("/")[:3])
        page = self.navigate(f"{origin}/hub/home")
        token = re.search(r'xsrf_token: "([^"]*)"', page.text)
        own = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
        own |= {"X-XSRFToken": token[1] if token else "", "Origin": origin}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request(
            method, url, json=body, headers=own, timeout=TIMEOUT, allow_redirects=False
        )

    def accept(self, invitation: str) -> requests.Response:
        """Choose the usual password on an invitation's page."""
        fields = {"password": PASSWORD, "repeated": PASSWORD}
        return self.submit(invitation, fields, allow_redirects=False)

    def log_in(self, address: str, name: str, password: str) -> requests.Response:
        """Log in at one of the two addresses."""
        url = f"{address}/hub/login?next=%2Fhub%2Fhome"
        return self.submit(url, {"username": name, "password": password})


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name} in the page: {html[-1500:]}"
    return found[1]


def make_folders(state: Path) -> None:
    """Make what a hub finds in its state folder."""
    for folder in ("pages", "secrets"):
        (state / folder).mkdir(exist_ok=True)
    (state / "secrets" / "course_token").write_text(secrets.token_hex(16))


@contextmanager
def running_hub(
    state: Path, with_proxy: bool = False, domain: str = "", **settings: str
) -> Iterator[Hub]:
    """Run a hub in `state` until the block ends; with `domain`, by TLS and subdomains."""
    hub_port, staff_port, port, api_port, course_port = (free_port() for _ in range(5))
    make_folders(state)
    students = f"http://localhost:{port if with_proxy else hub_port}"
    staff = f"http://127.0.0.1:{staff_port}"
    if domain:
        students = settings["subdomain_host"] = f"https://{domain}:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LLMHUB_")},
        "PYTHONPATH": f"{ROOT / 'hub'}:{ROOT}",
        "LLMHUB_STATE_DIR": str(state),
        "LLMHUB_PUBLIC_URL": students,
        "LLMHUB_STAFF_URL": staff,
        "LLMHUB_PORT": str(port),
        "LLMHUB_STAFF_PORT": str(staff_port),
        "LLMHUB_HUB_PORT": str(hub_port),
        "LLMHUB_PROXY_API_PORT": str(api_port),
        "LLMHUB_COURSE_PORT": str(course_port),
        "LLMHUB_SUBNET": "127.0.0.0/29",  # its gateway is this machine
        "TEST_OPS_TOKEN": (token := secrets.token_hex(16)),
        "TEST_PAGES": str(state / "pages"),
        "TEST_PROXY": shlex.join(find_proxy()) if with_proxy else "",
        **{f"LLMHUB_{name.upper()}": value for name, value in settings.items()},
    }
    api, at_proxy = f"http://127.0.0.1:{hub_port}", f"https://127.0.0.1:{port}"
    hub = Hub(state, students, staff, api, token, state / "hub.log", environment)
    command = [sys.executable, "-c", LAUNCH, "-f", str(ROOT / "tests/fakes/hub_config.py")]
    with hub.log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=state, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        by_tls = [api, at_proxy] if with_proxy else [api]
        wait_until_up(process, hub, by_tls if domain else [students, staff], domain)
        yield hub
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(
    process: subprocess.Popen[bytes], hub: Hub, addresses: list[str], host: str = ""
) -> None:
    """Return when all addresses answer; fail with the end of the log if the hub ends."""
    deadline, headers = time.monotonic() + START, {"Host": host} if host else {}
    for address in addresses:
        # The proxy answers before the hub does, but not with the page.
        while not is_page(f"{address}/hub/login", headers):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the hub is not up:\n{hub.log.read_text()[-4000:]}")
            time.sleep(0.2)


def is_page(url: str, headers: dict[str, str]) -> bool:
    """Tell whether a page comes from there, whatever its certificate."""
    with suppress(httpx.HTTPError):
        return httpx.get(url, timeout=2, verify=False, headers=headers, trust_env=False).is_success
    return False
