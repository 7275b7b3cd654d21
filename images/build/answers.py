"""What a registry's answer to a pull means. Pure: Docker's text in, a verdict out.

Docker has no codes for these cases, only sentences that differ between versions and between its
two image stores; `tests/images/test_sources.py` holds the table.
"""

from __future__ import annotations

from enum import Enum


class Answer(Enum):
    """Verdict on one pull."""

    PULLED = "pulled"
    UNREACHABLE = "unreachable"
    NOT_FOUND = "not-found"
    WRONG_DIGEST = "wrong-digest"
    UNCLEAR = "unclear"


# Content that does not hash to what was asked for: somebody changed it on the way or at rest.
WRONG_CONTENT = (
    "verification failed for digest",
    "does not match digest",
    "unexpected commit digest",
    "failed size validation",
    "digest mismatch",
)
# The registry answered, and has no such thing (private repositories look the same from outside).
ABSENT = (
    "manifest unknown",
    "manifest for ",
    "name unknown",
    "repository does not exist",
    "requested access to the resource is denied",
    "repository name not known to registry",
)
# No registry worth the name answered: no route, no name, no time, no trust, or a gateway in between
# that answers in its place. Falling back is safe, for the fall-backs check signatures of their own.
NO_REGISTRY = (
    "no such host",
    "server misbehaving",
    "temporary failure in name resolution",
    "connection refused",
    "connection reset",
    "network is unreachable",
    "no route to host",
    "i/o timeout",
    "timeout exceeded",
    "deadline exceeded",
    "tls handshake timeout",
    "x509:",
    "tls:",
    "proxyconnect",
    "server gave http response to https client",
    "forbidden",
    "method not allowed",
    "proxy authentication required",
    "bad gateway",
    "service unavailable",
    "gateway timeout",
    "internal server error",
    "too many requests",
    "toomanyrequests",
    "unexpected eof",
    ": eof",
)


def classify(text: str, *, by_digest: bool) -> Answer:
    """Say what the error `text` of a failed `docker pull` means.

    A manifest that is missing although its digest was recorded once is a wrong digest, not a
    missing image: either the record or the registry's content has been changed.
    """
    lower = text.lower()
    if any(sign in lower for sign in WRONG_CONTENT):
        return Answer.WRONG_DIGEST
    # Before the absent ones: Docker wraps "not found" sentences around names it cannot resolve.
    if any(sign in lower for sign in NO_REGISTRY):
        return Answer.UNREACHABLE
    if any(sign in lower for sign in ABSENT) or lower.rstrip().endswith("not found"):
        return Answer.WRONG_DIGEST if by_digest else Answer.NOT_FOUND
    return Answer.UNCLEAR
