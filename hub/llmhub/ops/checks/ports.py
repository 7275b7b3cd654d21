"""Ports: are they ours, free, or somebody else's?"""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from llmhub.ops.checks.finding import Finding, fail, ok, warn
from llmhub.ops.checks.listeners import Listener, listeners, sockets_of
from llmhub.settings import Settings


@dataclass(frozen=True)
class Place:
    """Where one of our services listens; `word` is the one of make that moves it."""

    word: str
    service: str
    address: str
    port: int

    def __str__(self) -> str:
        return f"Port {self.port} on {self.address}"


def wanted(settings: Settings) -> list[Place]:
    """Return where the services listen; with subdomains there is no address for staff alone."""
    here, gateway = settings.bind_address, settings.gateway
    staff = [Place("STAFF_PORT", "hub", here, settings.staff_port)]
    return [
        Place("PORT", "proxy", here, settings.port),
        *([] if settings.subdomain_host else staff),
        Place("PROXY_API_PORT", "proxy", "127.0.0.1", settings.proxy_api_port),
        Place("HUB_PORT", "hub", gateway, settings.hub_port),
        Place("COURSE_PORT", "course", gateway, settings.course_port),
    ]


def is_ours(place: Place, found: Collection[Listener], sockets: Collection[str]) -> bool:
    """Tell whether it is our service, which holds `sockets`, that listens, and nobody else."""
    there = [one for one in found if one.is_in_the_way(place.address, place.port)]
    return bool(there) and all(one.inode in sockets for one in there)


def judge(place: Place, *, free: bool, ours: bool, expected: bool, blind: bool = False) -> Finding:
    """Judge one port; `expected`: our service runs, and so should be listening there.

    `blind`: a hub was deployed, and Docker, whose end it survives, cannot be asked for it.
    """
    if ours:
        return ok("port", f"{place} is ours")
    if free and expected:
        advice = f"See what is said of the {place.service}; its log says why."
        return fail("port-closed", f"{place} does not answer", advice)
    if free:
        return ok("port", f"{place} is free")
    if blind:
        advice = "If it is another program's, the hub will not start: `ss -ltnp` says whose."
        return warn("port-unclear", f"{place} is in use, without Docker nobody knows why", advice)
    advice = f"`ss -ltnp` says who uses it; stop that, or give another {place.word}=…."
    return fail("port-in-use", f"{place} is used by another program", advice)


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


def check(
    settings: Settings, running: Mapping[str, int], *, moving: bool = False, blind: bool = False
) -> Iterator[Finding]:
    """Look at every port of the hub; `running`: our services that run -> their main process.

    `moving`: they are about to be started anew, so a port that waits for them may be free;
    `blind`: as in `judge`.
    """
    found = listeners()
    sockets = {service: sockets_of(pid) for service, pid in running.items()}
    for place in wanted(settings):
        ours = is_ours(place, found, sockets.get(place.service, set()))
        expected = place.service in running and not moving
        free = is_free(place.address, place.port)
        yield judge(place, free=free, ours=ours, expected=expected, blind=blind)
