"""Where the course service is, and the token that opens it."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from coursectl import private
from coursectl.errors import CourseError

SERVICE = "/services/course"
URL_VARIABLE = "LLMHUB_COURSE_URL"
LAB_TOKEN_VARIABLE = "JUPYTERHUB_API_TOKEN"
LAB_SOURCE = "this lab"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{8,1000}")
_LIMIT = 4096  # bytes of a settings file


@dataclass(frozen=True)
class Access:
    """The service's address and a token for it.

    Attributes:
        url: without a slash at its end.
        token: never shown.
        source: where the token is from, in words.
    """

    url: str
    token: str = field(repr=False)
    source: str


@dataclass(frozen=True)
class Places:
    """The files in which `login` keeps address and token."""

    folder: Path

    @property
    def settings(self) -> Path:
        """The address."""
        return self.folder / "course.json"

    @property
    def token(self) -> Path:
        """The token."""
        return self.folder / "course-token"


def places(home: Path) -> Places:
    """Return the files of somebody with this home."""
    return Places(home / ".config" / "llmhub")


def find(
    url: str, token_file: Path | None, environment: Mapping[str, str], files: Places
) -> Access:
    """Return how to reach the service.

    Args:
        url: as said; empty: the lab's, else the stored one.
        token_file: as said; None: the stored one, else the lab's own token.
        environment: of this process.
        files: what `login` has stored.

    Raises:
        CourseError: `no-address`, `no-token`, or what is wrong with them.
    """
    lab = environment.get(URL_VARIABLE, "")
    stored, plain = ("", False) if url or lab else _settings(files.settings)
    address = checked_url(url or lab or stored, plain=plain)
    path = token_file or files.token
    kept = private.read(path, _LIMIT, secret=True)
    if kept is not None:
        return Access(address, checked_token(kept), str(path))
    if token_file is not None:
        raise CourseError("no-token", f"There is no {token_file}: name the file of your token.")
    own = environment.get(LAB_TOKEN_VARIABLE, "")
    # The lab's token is for the address that the hub gave, and for no other.
    if own and lab and address == checked_url(lab):
        return Access(address, checked_token(own), LAB_SOURCE)
    raise CourseError(
        "no-token",
        "There is no token here. Make one on the page Tokens of the staff address, then run "
        "coursectl login.",
    )


def warning(found: Access, environment: Mapping[str, str]) -> str:
    """Return a sentence for whoever keeps a token of their own in a lab; empty elsewhere."""
    in_lab = environment.get(URL_VARIABLE) and environment.get(LAB_TOKEN_VARIABLE)
    if not in_lab or found.source == LAB_SOURCE:
        return ""
    return (
        f"Every notebook and package that runs in this lab can read {found.source}, and teach with "
        "it: run coursectl on your own computer, or use a token that expires in an hour; delete "
        f"this one on the page Token of the staff address, then rm {found.source}."
    )


def checked_token(text: str) -> str:
    """Return a token without what surrounds it. Raises CourseError `bad-token`."""
    token = text.strip()
    if not _TOKEN.fullmatch(token):
        raise CourseError("bad-token", "This is no token: copy the whole of it, and nothing else.")
    return token


def checked_url(text: str, *, plain: bool = False) -> str:
    """Return the service's address; that of the hub alone is completed.

    >>> checked_url("https://hub.example/")
    'https://hub.example/services/course'

    Raises:
        CourseError: `no-address`, `bad-address`, or `plain-address`: a token would go unencrypted
            over a network that is not this machine's or a private one, and nobody said `plain`.
    """
    if not text:
        raise CourseError(
            "no-address", "Say where the course is: coursectl login, or --url https://…"
        )
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises ValueError for what is no port
    except ValueError:
        host = ""
    odd = not text.isprintable() or not text.isascii() or " " in text
    if odd or not host or parts.scheme not in ("http", "https"):
        raise CourseError("bad-address", "The address begins with https:// and names a host.")
    if parts.username is not None or parts.query or parts.fragment:
        raise CourseError("bad-address", "The address is host, port and path, and nothing else.")
    if parts.scheme == "http" and not plain and not is_near(host):
        raise CourseError(
            "plain-address",
            f"Everybody on the way to {host} could read your token: use https://. If there is "
            "none, coursectl login --plain-http accepts that.",
        )
    path = parts.path.rstrip("/") or SERVICE
    return f"{parts.scheme}://{parts.netloc}{path}"


def is_near(host: str) -> bool:
    """Say whether a host is this machine, or an address of a private network."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private


def _settings(path: Path) -> tuple[str, bool]:
    """Return the stored address, and whether it may be without encryption."""
    text = private.read(path, _LIMIT)
    if text is None:
        return "", False
    try:
        found = json.loads(text)
        return str(found["url"]), found.get("plain") is True
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CourseError(
            "bad-file", f"{path} holds something else; run coursectl login again."
        ) from error
