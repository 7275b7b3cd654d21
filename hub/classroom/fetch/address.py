"""Which addresses are on the internet. Everything else is this machine's, or its owners'."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from classroom.fetch.trouble import FetchFailed, Trouble

Resolve = Callable[[str, int], list[str]]

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# A name with a last part that is no number in any writing: what looks like an address may be read
# as one by curl and as a name by us. Nothing but ASCII: the two would encode other signs apart.
HOST = re.compile(rf"({LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?")
PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)+")
PORT = 443
HOSTS = IPv6Network("2000::/3")


@dataclass(frozen=True)
class Place:
    """A repository's place; its address was looked up once and is not looked up again."""

    host: str
    path: str
    addresses: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The URL, put together anew from what was checked."""
        return f"https://{self.host}{self.path}"

    @property
    def pin(self) -> str:
        """What keeps curl from looking the host up again, in the form of its `--resolve`."""
        written = [f"[{one}]" if ":" in one else one for one in self.addresses]
        return f"{self.host}:{PORT}:{','.join(written)}"


def check_url(url: str) -> Place:
    """Return what a URL names, or raise FetchFailed URL: https, a host by name, a plain path."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError as error:
        raise FetchFailed(Trouble.URL, str(error)) from error
    host = parts.netloc.lower().removesuffix(f":{PORT}")
    plain = url.isascii() and url.isprintable() and "?" not in url and "#" not in url
    fits = HOST.fullmatch(host) and len(host) <= 253 and PATH.fullmatch(parts.path)
    if parts.scheme != "https" or port != PORT or not plain or not fits:
        raise FetchFailed(Trouble.URL, "https://HOST/PATH is needed")
    return Place(host, parts.path)


def find(url: str, resolve: Resolve | None = None) -> Place:
    """Return the place of a repository with all addresses of its host, which must all be global."""
    place = check_url(url)
    try:
        addresses = (resolve or look_up)(place.host, PORT)
    except OSError as error:
        raise FetchFailed(Trouble.UNREACHABLE, str(error)) from error
    if not addresses:
        raise FetchFailed(Trouble.UNREACHABLE, "the host has no address")
    if not all(is_global(one) for one in addresses):
        raise FetchFailed(Trouble.ADDRESS, "an address of the host is not on the internet")
    return Place(place.host, place.path, tuple(addresses))


def look_up(host: str, port: int) -> list[str]:
    """Return all addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(one[4][0]) for one in found})


def is_global(text: str) -> bool:
    """Tell whether an address is on the internet, and leads to no other one within it.

    >>> is_global("1.1.1.1"), is_global("::ffff:1.1.1.1"), is_global("10.1.1.1")
    (True, False, False)
    """
    try:
        address = ip_address(text)
    except ValueError:  # a zone, say: fe80::1%eth0
        return False
    if isinstance(address, IPv6Address) and not in_use(address):
        return False
    bad = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not bad


def in_use(address: IPv6Address) -> bool:
    """Tell whether an address is of the part in which hosts get theirs.

    Those that hold an IPv4 address (mapped, 6to4, Teredo, NAT64) lead whoever routes them there.
    """
    return address in HOSTS and address.sixtofour is None and address.teredo is None
