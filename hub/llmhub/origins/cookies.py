"""Cookies of the staff address: names of their own. Pure functions.

Browsers keep cookies by host and do not tell ports apart. The names keep the two addresses from
overwriting each other's cookies; what keeps one from being taken for the other is the signature.
"""

from __future__ import annotations

import hashlib
import hmac

PREFIX = "llmhub-staff-"


def staff_secret(secret: bytes) -> bytes:
    """Return the key that signs the staff address's cookies."""
    return hmac.digest(secret, b"llmhub staff origin", hashlib.sha256)


def to_staff(name: str) -> str:
    """Return the name under which the browser keeps a cookie of the staff address."""
    return PREFIX + name


def from_staff(header: str) -> str:
    """Return a Cookie header with the staff address's cookies alone, under the hub's names.

    >>> from_staff("a=1; llmhub-staff-a=2")
    'a=2'
    """
    pairs = (pair.strip() for pair in header.split(";"))
    return "; ".join(pair.removeprefix(PREFIX) for pair in pairs if pair.startswith(PREFIX))
