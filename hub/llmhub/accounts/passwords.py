"""What makes a password acceptable, and how it is kept. Pure functions."""

from __future__ import annotations

import secrets

import bcrypt

from llmhub.errors import LabError

MAXIMUM_BYTES = 72  # bcrypt reads no further, and its newest version refuses longer ones

# Compared with when nobody has that name, so that the answer takes as long as for somebody.
NOBODY = b"$2b$12$K8nPpJ4rS9Vb5uQm1cYzEuVJd4vT2eYJ7hXn0s6wq3aLkGf8oR1bC"


def check(password: str, repeated: str, name: str, minimum: int, is_common: bool) -> None:
    """Raise LabError with a plain sentence if this cannot be somebody's password.

    Codes: `password-differs`, `password-short`, `password-long`, `password-common`.
    """
    if password != repeated:
        raise LabError("password-differs", "The two passwords are not the same. Type both again.")
    if len(password) < minimum:
        raise LabError("password-short", f"Use at least {minimum} characters.")
    if len(password.encode()) > MAXIMUM_BYTES:
        raise LabError("password-long", f"Use at most {MAXIMUM_BYTES} characters.")
    if is_common or password.lower() == name:
        raise LabError("password-common", "That one is easy to guess. Choose another.")


def hashed(password: str) -> bytes:
    """Return the password's bcrypt hash; takes a quarter of a second on purpose."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())


def matches(password: str, stored: bytes | None) -> bool:
    """Tell whether a password is the stored one; as slow where there is none."""
    given = password.encode()
    if len(given) > MAXIMUM_BYTES:
        given, stored = b"", None
    try:
        same = bcrypt.checkpw(given, stored or NOBODY)
    except ValueError:  # a damaged hash matches nothing
        return False
    return same and stored is not None


def one_time() -> str:
    """Return a random password that is typed once and then replaced."""
    return secrets.token_urlsafe(15)
