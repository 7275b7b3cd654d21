"""Which git repositories may be a source: a decision on texts alone, nothing is looked up.

A name may still lead to an address inside: whoever fetches asks `address_is_public` for each
address that the name has at that moment.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

from classroom.errors import ClassroomError

URL_LENGTH, REF_LENGTH = 500, 200
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_PATH = re.compile(r"/[A-Za-z0-9._~%+@,=:/-]+")
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]*")
_INSIDE = (
    *("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp"),
    *("private", "home.arpa", "test", "invalid"),
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_url(url: str) -> None:
    """Refuse what is not the https address of a public repository.

    Raises:
        ClassroomError: `bad-source-url` with the reason.
    """
    reason = trouble_with_url(url)
    if reason:
        raise ClassroomError(
            "bad-source-url", f"This address cannot be a source: {reason}. Give an https address."
        )


def check_ref(ref: str) -> None:
    """Refuse what is no branch, tag or commit; the rules are those of `git check-ref-format`.

    Raises:
        ClassroomError: `bad-source-ref`.
    """
    parts = ref.split("/")
    good = (
        len(ref) <= REF_LENGTH
        and _REF.fullmatch(ref)
        and ".." not in ref
        and all(part and not part.startswith(".") for part in parts)
        and not any(part.endswith((".lock", ".")) for part in parts)
    )
    if not good:
        raise ClassroomError(
            "bad-source-ref", "That is no branch, tag or commit. Give a name such as main or v1.2."
        )


def trouble_with_url(url: str) -> str:
    """Return why this address cannot be a source; "" when it can."""
    if len(url) > URL_LENGTH:
        return f"it has more than {URL_LENGTH} characters"
    if not re.fullmatch(r"[!-~]+", url) or "\\" in url:
        return "it has blanks or signs that addresses do not have"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it is not written as an address"
    if parts.scheme != "https" or not url.startswith("https://"):
        return "it does not begin with https://"
    if "@" in parts.netloc:
        return "it has a user name or a password in it"
    if port == 0 or parts.netloc.endswith(":"):
        return "its port is none"
    return _trouble_with_host(parts.hostname or "") or _trouble_with_path(parts)


def _trouble_with_path(parts: SplitResult) -> str:
    """Return what is wrong behind the host; an escape must not hide what git would act on."""
    if parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
        return "behind the host it needs a plain path, without ? and #"
    plain = unquote(parts.path, errors="replace")
    if not plain.isprintable() or {"..", "."} & set(plain.split("/")) or "\\" in plain:
        return "its path has control characters or leads upwards"
    if any(part.startswith("-") for part in plain.split("/")):
        return "a part of its path begins with a hyphen"
    return ""


def _trouble_with_host(host: str) -> str:
    try:
        return "" if address_is_public(ipaddress.ip_address(host)) else "its host is not public"
    except ValueError:
        pass  # a name, or a number that only some programs take for an address
    name = host.removesuffix(".")
    if any(name == one or name.endswith(f".{one}") for one in _INSIDE):
        return "its host is not public"
    return "" if len(name) <= 253 and _HOST.fullmatch(name) else "its host has no public name"


def address_is_public(address: Address) -> bool:
    """Tell whether an address belongs to a machine out there, also one that is packed in another.

    >>> address_is_public(ipaddress.ip_address("::ffff:127.0.0.1"))
    False
    """
    if isinstance(address, ipaddress.IPv6Address):
        packed = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            packed.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        inner = [one for one in packed if one is not None]
        if address.ipv4_mapped:
            return address_is_public(address.ipv4_mapped)
        if not all(address_is_public(one) for one in inner):
            return False
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast
