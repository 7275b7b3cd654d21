"""Ports: are they ours, free, or somebody else's?"""

from __future__ import annotations

import socket
from collections.abc import Iterator

from llmhub.ops.checks.finding import Finding, fail, ok
from llmhub.settings import Settings


def wanted(settings: Settings) -> dict[str, tuple[str, int]]:
    """Return variable -> address and port that the services listen on."""
    return {
        "PORT": (settings.bind_address, settings.port),
        "STAFF_PORT": (settings.bind_address, settings.staff_port),
        "PROXY_API_PORT": ("127.0.0.1", settings.proxy_api_port),
        "HUB_PORT": (settings.gateway, settings.hub_port),
    }


def judge(variable: str, place: tuple[str, int], *, free: bool, running: bool) -> Finding:
    """Judge one port; `running`: our own services should be listening there."""
    text = f"Port {place[1]} on {place[0]}"
    if free and running:
        return fail("port-closed", f"{text} does not answer", "See the hub's findings above.")
    if free or running:
        return ok("port", f"{text} is {'ours' if running else 'free'}")
    advice = f"`ss -ltnp` says who uses it; stop that, or give another {variable}=…."
    return fail("port-in-use", f"{text} is used by another program", advice)


def is_free(address: str, port: int) -> bool:
    """Tell whether nothing listens there; an address that is not there yet has free ports."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # as servers do, or a connection that just ended would count as somebody listening
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError as error:
            return error.errno not in (98, 13)  # EADDRINUSE, EACCES
    return True


def check(settings: Settings, *, running: bool) -> Iterator[Finding]:
    """Look at every port of the hub; `running`: its services run on this host now."""
    for variable, place in wanted(settings).items():
        yield judge(variable, place, free=is_free(*place), running=running)
