"""Which addresses are on the internet. Everything else is this machine's, or its owners'."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import IPv6Network, ip_address
from urllib.parse import urlsplit

from classroom.errors import ClassroomError
from classroom.fetch.trouble import FetchFailed, Trouble
from classroom.releases import url as source
from classroom.releases.url import address_is_public

Resolve = Callable[[str, int], list[str]]

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# A name with a last part that is no number in any writing: what looks like an address may be read
# as one by curl and as a name by us. Nothing but ASCII: the two would encode other signs apart.
HOST = re.compile(rf"({LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?")
PORT = 443
# A network's own way to IPv4 (RFC 8215); Python knows that it is not global from 3.13 on.
NAT64_WITHIN = IPv6Network("64:ff9b:1::/48")


@dataclass(frozen=True)
class Place:
    """A repository's place; its address was looked up once and is not looked up again."""

    host: str
    path: str
    port: int = PORT
    addresses: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The URL, put together anew from what was checked."""
        port = "" if self.port == PORT else f":{self.port}"
        return f"https://{self.host}{port}{self.path}"

    @property
    def pin(self) -> str:
        """What keeps curl from looking the host up again, in the form of its `--resolve`."""
        written = [f"[{one}]" if ":" in one else one for one in self.addresses]
        return f"{self.host}:{self.port}:{','.join(written)}"


def check_url(url: str) -> Place:
    """Return what a URL names, or raise FetchFailed URL: https, a host by name, a plain path."""
    try:
        source.check_url(url)
    except ClassroomError as error:
        raise FetchFailed(Trouble.URL, error.message) from error
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not HOST.fullmatch(host):
        raise FetchFailed(Trouble.URL, "a host by name is needed")
    return Place(host, parts.path, parts.port or PORT)


def find(url: str, resolve: Resolve | None = None) -> Place:
    """Return the place of a repository with all addresses of its host, which must all be global."""
    place = check_url(url)
    try:
        addresses = (resolve or look_up)(place.host, place.port)
    except OSError as error:
        raise FetchFailed(Trouble.UNREACHABLE, str(error)) from error
    if not addresses:
        raise FetchFailed(Trouble.UNREACHABLE, "the host has no address")
    if not all(is_global(one) for one in addresses):
        raise FetchFailed(Trouble.ADDRESS, "an address of the host is not on the internet")
    return replace(place, addresses=tuple(addresses))


def look_up(host: str, port: int) -> list[str]:
    """Return all addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(one[4][0]) for one in found})


def is_global(text: str) -> bool:
    """Tell whether an address is on the internet.

    >>> is_global("1.1.1.1"), is_global("::ffff:10.1.1.1"), is_global("10.1.1.1")
    (True, False, False)
    """
    try:
        address = ip_address(text)
    except ValueError:  # a zone, say: fe80::1%eth0
        return False
    return address not in NAT64_WITHIN and address_is_public(address)
