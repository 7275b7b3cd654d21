"""Docker: does it answer, is it new enough, are our images and services there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import docker
from docker.errors import DockerException, ImageNotFound

from llmhub import names
from llmhub.ops.checks.finding import Finding, fail, ok, warn
from llmhub.settings import Settings

OLDEST = 25  # the first with CDI, by which a GPU comes into a container
SERVICES = ("hub", "proxy", "guard")
COMPOSE_SERVICE = "com.docker.compose.service"


def version(text: str) -> Finding:
    """Judge the engine's version, e.g. "26.1.5+dfsg1"."""
    major = text.split(".")[0]
    if major.isdigit() and int(major) >= OLDEST:
        return ok("docker", f"Docker {text} answers")
    return fail("docker-old", f"Docker {text} is older than {OLDEST}", "`make deploy` renews it.")


def daemon(info: Mapping[str, Any]) -> Finding:
    """Judge the one setting of the daemon that students would feel."""
    if info.get("LiveRestoreEnabled"):
        return ok("live-restore", "Servers survive a restart of Docker")
    return warn(
        "live-restore", "A restart of Docker would stop every server", "`make deploy` sets it."
    )


def service(name: str, states: Mapping[str, tuple[str, str]]) -> Finding:
    """Judge one of our services; `states`: service -> container's state and health."""
    state, health = states.get(name, ("absent", ""))
    if state == "running" and health in ("healthy", ""):
        return ok("service", f"The {name} runs")
    if state == "running":
        return warn("service-unwell", f"The {name} is {health}", "Wait a minute, then look again.")
    return fail("service-down", f"The {name} is {state}", "`make deploy` starts it.")


def connect() -> docker.APIClient | None:
    """Return a client if Docker answers."""
    try:
        return docker.APIClient(version="auto", timeout=20)
    except DockerException:
        return None


def service_states(client: docker.APIClient, settings: Settings) -> dict[str, tuple[str, str]]:
    """Return our services: name -> state and health ("" where none is known)."""
    labels = [f"{names.LABEL_INSTANCE}={settings.name}", COMPOSE_SERVICE]
    found = {}
    for item in client.containers(all=True, filters={"label": labels}):
        state = client.inspect_container(item["Id"])["State"]
        health = state.get("Health", {}).get("Status", "")
        found[item["Labels"][COMPOSE_SERVICE]] = (state["Status"], health)
    return found


def check(client: docker.APIClient, settings: Settings) -> Iterator[Finding]:
    """Look at the engine, the images and the services."""
    yield version(client.version()["Version"])
    yield daemon(client.info())
    for image in (settings.notebook_image, settings.sidecar_image):
        try:
            client.inspect_image(image)  # type: ignore[no-untyped-call]
            yield ok("image", f"The image {image} is there")
        except ImageNotFound:
            yield fail("image-missing", f"The image {image} is missing", "`make deploy` builds it.")
    states = service_states(client, settings)
    for name in SERVICES:
        yield service(name, states)
