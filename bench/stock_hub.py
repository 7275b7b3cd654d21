"""The stock hub: JupyterHub and DockerSpawner as they come, on a network of their own."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.student import CELL, Student, log_in
from llmhub.errors import LabError
from llmhub.names import LABEL_INSTANCE
from llmhub.ops.browser import Browser
from scripts.stages import ROOT

CONFIG = ROOT / "bench/stock/jupyterhub_config.py"
UP = 60  # seconds until the hub must answer


def docker(*words: str, environment: Mapping[str, str] | None = None) -> str:
    """Run Docker's command line and return what it prints; LabError `bench-docker` if it fails."""
    env = {**os.environ, **(environment or {})}
    done = subprocess.run(["docker", *words], check=False, capture_output=True, text=True, env=env)
    if done.returncode:
        raise LabError("bench-docker", f"docker {words[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


@dataclass(frozen=True)
class StockHub:
    """A stock hub that runs; its three ports follow one another."""

    name: str
    port: int
    password: str = field(repr=False)

    @property
    def origin(self) -> str:
        """What students type."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def services(self) -> Mapping[str, str]:
        """Containers of the hub and its proxy."""
        return {"hub": f"{self.name}-hub", "proxy": f"{self.name}-proxy"}

    def enrol(self, count: int) -> Sequence[Student]:
        """Log new students in; the authenticator takes everybody who knows the password."""
        return [self._login(f"b{secrets.token_hex(4)}") for _ in range(count)]

    def _login(self, name: str) -> Student:
        return log_in(Browser(self.origin), name, self.password, CELL)

    def labs(self, student: Student) -> Mapping[str, str]:
        """The one container that DockerSpawner makes."""
        return {"notebook": f"{self.name}-{student.name}"}

    def forget(self, students: Sequence[Student]) -> None:
        """Nothing but the browsers: the hub's database ends with the hub."""
        for student in students:
            student.browser.close()


@contextmanager
def running(name: str, port: int, images: Mapping[str, str]) -> Iterator[StockHub]:
    """Run a stock hub of `images` (hub, proxy, notebook); take it away again, whatever happens.

    It takes `port` and the two after it.
    """
    hub = StockHub(name, port, secrets.token_urlsafe(24))
    try:
        docker("network", "create", "--label", f"{LABEL_INSTANCE}={name}", name)
        start(hub, images)
        wait(hub)
        yield hub
    finally:
        clean_up(name)


def start(hub: StockHub, images: Mapping[str, str]) -> None:
    """Start proxy and hub on the host's network; secrets go through the environment of `docker`."""
    pool = json.loads(docker("network", "inspect", hub.name))[0]["IPAM"]["Config"][0]
    environment = {
        "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(32),
        "STOCK_PASSWORD": hub.password,
        "STOCK_NETWORK": hub.name,
        "STOCK_GATEWAY": pool["Gateway"],
        "STOCK_PORT": str(hub.port),
        "STOCK_PROXY_API_PORT": str(hub.port + 1),
        "STOCK_HUB_PORT": str(hub.port + 2),
        "STOCK_IMAGE": images["notebook"],
    }
    common = ["run", "--detach", "--network", "host", "--label", f"{LABEL_INSTANCE}={hub.name}"]
    common += [word for name in environment for word in ("--env", name)]
    api = f"http://{pool['Gateway']}:{hub.port + 2}"
    listen = ["--ip", "127.0.0.1", "--port", str(hub.port), "--api-ip", "127.0.0.1"]
    listen += ["--api-port", str(hub.port + 1), "--default-target", api]
    listen += ["--error-target", f"{api}/hub/error"]
    docker(
        *common, "--name", hub.services["proxy"], images["proxy"], *listen, environment=environment
    )
    mounts = ["--volume", "/var/run/docker.sock:/var/run/docker.sock"]
    mounts += ["--volume", f"{CONFIG}:/etc/jupyterhub_config.py:ro", "--workdir", "/tmp"]
    command = ["jupyterhub", "-f", "/etc/jupyterhub_config.py"]
    name = ("--name", hub.services["hub"])
    docker(*common, *name, *mounts, images["hub"], *command, environment=environment)


def wait(hub: StockHub) -> None:
    """Wait until the login page is there; LabError `bench-stock` with the hub's last words."""
    deadline = time.monotonic() + UP
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{hub.origin}/hub/login", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    said = docker("logs", "--tail", "15", hub.services["hub"])
    raise LabError("bench-stock", f"The stock hub does not answer; it said last:\n{said}")


def clean_up(name: str) -> None:
    """Remove the hub, what it spawned, and the network."""
    subprocess.run(
        ["docker", "stop", "--time", "5", f"{name}-hub"], check=False, capture_output=True
    )
    listed = docker("ps", "--all", "--quiet", "--filter", f"name=^/{name}-")
    if listed:
        docker("rm", "--force", "--volumes", *listed.split())
    subprocess.run(["docker", "network", "rm", name], check=False, capture_output=True)


def build(tag: str, common: str, secret_options: Sequence[str], root: Path = ROOT) -> None:
    """Build the plain JupyterLab image; seconds when it is there already."""
    dockerfile = ["--file", "bench/stock/Dockerfile", "--build-arg", f"COMMON={common}"]
    command = ["docker", "build", "--quiet", "--tag", tag, *dockerfile, *secret_options, "."]
    subprocess.run(
        command, check=True, cwd=root, env={**os.environ, "DOCKER_BUILDKIT": "1"}, stdout=-3
    )
