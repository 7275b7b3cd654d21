"""Names: who may be called what, and what a pair's parts are called. Pure functions."""

from __future__ import annotations

import hashlib
import re

from llmhub.errors import LabError

# Plain enough to be a container name, a folder, a Unix user name and a DNS label at once.
USERNAME = re.compile(r"[a-z][a-z0-9]{1,30}")

# Accounts and groups of Debian's own, in every image: a program, or a person who reads a list of
# files, would take a student of that name for the system. folders.name_uid writes the first three.
RESERVED = frozenset(
    {"root", "nobody", "nogroup", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail"}
    | {"news", "uucp", "proxy", "backup", "list", "irc"}
)

# JupyterHub 6: [a-z][a-z0-9-]*, at most 30 characters, no "--" (which separates our parts).
SERVERNAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

LABEL_INSTANCE = "llmhub.instance"
LABEL_USER = "llmhub.user"
LABEL_SERVER = "llmhub.server"
LABEL_PART = "llmhub.part"
LABEL_RELEASE = "llmhub.release"
LABEL_JOB = "llmhub.job"
LABEL_SECONDS = "llmhub.seconds"


def is_username(name: str) -> bool:
    """Tell whether `name` may be a user's name."""
    return USERNAME.fullmatch(name) is not None


def check_username(name: str) -> str:
    """Return `name`, or raise LabError `bad-username`."""
    if not is_username(name):
        raise LabError(
            "bad-username",
            f"{name!r} is no user name: use 2 to 31 small letters and digits, first a letter.",
        )
    return name


def new_username_pattern() -> str:
    """Return the regular expression for JupyterHub that a new account's name must match."""
    return rf"^(?!(?:{'|'.join(sorted(RESERVED))})\Z){USERNAME.pattern}\Z"


def check_new_username(name: str) -> str:
    """Return `name` if an account may be made of it, or raise LabError `bad-username`."""
    if check_username(name) in RESERVED:
        raise LabError(
            "bad-username", f"{name!r} is a name of the system's own: choose another one."
        )
    return name


def check_servername(name: str) -> str:
    """Return `name` ("" is the default server), or raise LabError `bad-servername`."""
    if name and (len(name) > 30 or not SERVERNAME.fullmatch(name)):
        raise LabError(
            "bad-servername",
            f"{name!r} cannot be a server name: use up to 30 small letters, digits and single '-'.",
        )
    return name


def unit_name(instance: str, user: str, server: str = "") -> str:
    """Return the name that all parts of one pair share, e.g. `llmhub-ada` or `llmhub-ada--gpu`.

    >>> unit_name("llmhub", "ada", "gpu")
    'llmhub-ada--gpu'
    """
    suffix = f"--{check_servername(server)}" if server else ""
    return f"{instance}-{check_username(user)}{suffix}"


def bridge_interface(instance: str) -> str:
    """Return the bridge's interface name: Linux allows 15 characters.

    A long name is cut, so a piece of its hash tells it from others with the same beginning, and
    the last digit from any short one.
    """
    if len(instance) <= 14:
        return f"{instance}0"
    return f"{instance[:8]}{hashlib.sha256(instance.encode()).hexdigest()[:6]}1"
