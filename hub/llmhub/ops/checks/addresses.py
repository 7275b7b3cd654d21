"""The students' addresses: does anything else on this host use them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from llmhub import names
from llmhub.ops.checks.finding import Finding, fail, ok
from llmhub.settings import Settings

Route = tuple[str, IPv4Network]
ROUTES = Path("/proc/net/route")


def judge(subnet: IPv4Network, taken: Iterable[Route]) -> Finding:
    """Compare the subnet with what other interfaces of the host reach."""
    for interface, network in taken:
        if network.overlaps(subnet):
            text = f"The addresses {subnet} overlap with {network} of {interface}"
            return fail("network-refused", text, "Give others, e.g. SUBNET=10.77.0.0/24.")
    return ok("network", f"The addresses {subnet} are free")


def read_routes(table: str) -> list[Route]:
    """Return interfaces and networks from the kernel's table; the default route is none.

    The kernel writes addresses as little-endian hexadecimal, e.g. 0000D60A for 10.214.0.0.
    """
    found = []
    for line in table.splitlines()[1:]:
        interface, destination, _, _, _, _, _, mask, *_ = line.split()
        if mask != "00000000":
            address = IPv4Address(bytes.fromhex(destination)[::-1])
            length = int(mask, 16).bit_count()
            found.append((interface, IPv4Network((address, length), strict=False)))
    return found


def check(settings: Settings) -> Iterator[Finding]:
    """Look at the host's routes, our own bridge left out."""
    ours = names.bridge_interface(settings.name)
    routes = read_routes(ROUTES.read_text(encoding="ascii"))
    yield judge(settings.subnet, [route for route in routes if route[0] != ours])
