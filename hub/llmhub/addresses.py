"""The two addresses that people type: how they must differ. Pure functions."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def host_of(url: str) -> str:
    """Return the host of an address, in small letters and without the port.

    >>> host_of("https://Lab.example.edu:8443/hub")
    'lab.example.edu'
    """
    return urlsplit(url).hostname or ""


def check_staff_url(public_url: str, staff_url: str, given: bool) -> None:
    """Raise ValueError if staff would have no address of their own, or none that they can reach.

    `given` tells whether somebody chose `staff_url`; else it is a default, for this machine alone.
    """
    host = host_of(public_url)
    if not given and host not in LOOPBACK:
        raise ValueError(
            f"LLMHUB_STAFF_URL must be given, for people reach {public_url} from elsewhere: "
            "an address for staff, with another host"
        )
    if host_of(staff_url) == host:
        raise ValueError(
            f"LLMHUB_STAFF_URL and LLMHUB_PUBLIC_URL have the same host, {host}, and browsers "
            "send a host's cookies to all its ports: give staff another name, or set "
            "LLMHUB_SUBDOMAIN_HOST"
        )
