"""Docker: does it answer, is it new enough, are our images and services there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import docker
from docker.errors import DockerException, ImageNotFound

from llmhub import image_choice, names
from llmhub.ops.checks import cards
from llmhub.ops.checks.finding import Finding, fail, ok, warn
from llmhub.settings import Settings

OLDEST = 25  # the first with CDI, by which a GPU comes into a container
SERVICES = ("hub", "proxy", "guard", "course")
COMPOSE_SERVICE = "com.docker.compose.service"
NO_ONE_OFF = "com.docker.compose.oneoff=False"
"""What `docker compose run` leaves is no service."""


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


class ServiceState(NamedTuple):
    """The container of one of our services; `health` is "" where none is known."""

    state: str = "absent"
    health: str = ""
    pid: int = 0


def service(name: str, states: Mapping[str, ServiceState]) -> Finding:
    """Judge one of our services."""
    state, health, _ = states.get(name, ServiceState())
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


def service_states(client: docker.APIClient, settings: Settings) -> dict[str, ServiceState]:
    """Return our services by name, those that have ended too."""
    labels = [f"{names.LABEL_INSTANCE}={settings.name}", COMPOSE_SERVICE, NO_ONE_OFF]
    found = {}
    for item in client.containers(all=True, filters={"label": labels}):
        state = client.inspect_container(item["Id"])["State"]
        health = state.get("Health", {}).get("Status", "")
        found[item["Labels"][COMPOSE_SERVICE]] = ServiceState(state["Status"], health, state["Pid"])
    return found


def running(states: Mapping[str, ServiceState]) -> dict[str, int]:
    """Return the services that run -> their main process."""
    return {name: one.pid for name, one in states.items() if one.state == "running"}


def data_root(client: docker.APIClient | None) -> Path:
    """Return where Docker keeps images and volumes, its default where it does not answer."""
    return Path(client.info()["DockerRootDir"] if client is not None else "/var/lib/docker")


def is_built(client: docker.APIClient | None) -> bool:
    """Tell whether the largest of our images is there, in any version."""
    return client is not None and bool(client.images(name="llmhub/base", quiet=True))


def is_there(client: docker.APIClient, image: str) -> bool:
    """Tell whether an image is on this host."""
    try:
        client.inspect_image(image)  # type: ignore[no-untyped-call]
    except ImageNotFound:
        return False
    return True


def needed_image(image: str, *, there: bool) -> Finding:
    """Judge an image without which nobody can start."""
    if there:
        return ok("image", f"The image {image} is there")
    return fail("image-missing", f"The image {image} is missing", "`make deploy` builds it.")


def gpu_image(settings: Settings, *, there: bool) -> Finding:
    """Judge the image that some get: without it they start with the usual one."""
    image, usual = settings.gpu_image, settings.notebook_image
    if there:
        return ok("image", f"The image {image} is there")
    text = f"The image {image} is missing, who should get it gets {usual}"
    made = image.startswith("llmhub/gpu:")
    make = "`make deploy` builds it" if made else "pull or build it, for no deploy does"
    advice = (
        f"{make}; if nobody needs it, LLMHUB_GPU_IMAGE_WEEKS=none and LLMHUB_GPU_IMAGE_GROUPS=none."
    )
    return warn("gpu-image-missing", text, advice)


def check(client: docker.APIClient, settings: Settings) -> Iterator[Finding]:
    """Look at the engine, the images and the services."""
    yield version(client.version()["Version"])
    info = client.info()
    yield daemon(info)
    yield from cards.check(info, settings)
    for image in (settings.notebook_image, settings.sidecar_image):
        yield needed_image(image, there=is_there(client, image))
    if image_choice.is_given_out(settings):
        yield gpu_image(settings, there=is_there(client, settings.gpu_image))
    states = service_states(client, settings)
    for name in SERVICES:
        yield service(name, states)
