"""What can go wrong, as exit codes: the hub reads these and believes no words."""

from __future__ import annotations

from enum import IntEnum


class Trouble(IntEnum):
    """Why a repository was not fetched; the hub has a code and a sentence for each."""

    URL = 10
    ADDRESS = 11
    UNREACHABLE = 12
    NO_REPOSITORY = 13
    NO_REF = 14
    TOO_LARGE = 15
    TIME = 16
    REDIRECT = 17
    FAILED = 18


class FetchFailed(Exception):
    """The repository was not fetched."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.name}: {detail}")
        self.trouble = trouble


# What git and curl say (in C's locale), in the order in which it is looked for.
SAID = (
    ("no space left on device", Trouble.TOO_LARGE),
    ("file too large", Trouble.TOO_LARGE),
    ("died of signal 25", Trouble.TOO_LARGE),  # SIGXFSZ: a file larger than the limit
    ("couldn't find remote ref", Trouble.NO_REF),
    ("not our ref", Trouble.NO_REF),
    ("returned error: 30", Trouble.REDIRECT),
    ("unable to update url base from redirection", Trouble.REDIRECT),
    ("could not read username", Trouble.NO_REPOSITORY),
    ("authentication failed", Trouble.NO_REPOSITORY),
    ("returned error: 401", Trouble.NO_REPOSITORY),
    ("returned error: 403", Trouble.NO_REPOSITORY),
    ("returned error: 404", Trouble.NO_REPOSITORY),
    ("not found", Trouble.NO_REPOSITORY),
    ("not valid: is this a git repository", Trouble.NO_REPOSITORY),
    ("certificate", Trouble.UNREACHABLE),
    ("gnutls", Trouble.UNREACHABLE),
    ("failed to connect", Trouble.UNREACHABLE),
    ("could not connect", Trouble.UNREACHABLE),
    ("couldn't connect", Trouble.UNREACHABLE),
    ("connection timed out", Trouble.UNREACHABLE),
)


def meaning(words: str) -> Trouble:
    """Return what git's last words mean.

    >>> meaning("fatal: couldn't find remote ref nowhere").name
    'NO_REF'
    """
    low = words.lower()
    return next((trouble for sign, trouble in SAID if sign in low), Trouble.FAILED)
