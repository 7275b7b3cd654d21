"""What a failed pull or download means. Pure: what a tool said in, an error with a code out.

Only a source that could not be reached lets a first deployment take the embedded models instead.
So the signs of that are listed, and whatever is on no list is an error that stops.
"""

import re

from models.errors import ModelError

NOT_FOUND = ("pull model manifest: file does not exist", "' not found")
WRONG_DIGEST = ("digest mismatch",)
DISK_FULL = ("no space left on device", "disk quota exceeded")
# The server that pulls is our own, in a container: where that does not answer, it has been killed.
OUR_SERVER = ("127.0.0.1:11434", "could not connect to ollama server")
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
    "unexpected eof",
    ": eof",
)
# What a gateway says in the registry's place, or a registry that has too much to do.
_GATEWAY = re.compile(r"(?:^|[ :])(?:403|407|429|5\d\d): ")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def is_gateway(status: int) -> bool:
    """Return whether an HTTP status says that nobody worth the name answered."""
    return status in (403, 407, 429) or status >= 500


def pull_error(name: str, said: str) -> ModelError:
    """Return the error for an `ollama pull` that failed and `said` this."""
    # What comes before the last "Error:" is progress, with numbers of its own.
    reason = " ".join(_ESCAPES.sub("", said).rpartition("Error:")[2].split())
    lower = f"{reason.lower()} "
    if any(sign in lower for sign in DISK_FULL):
        return disk_full(name)
    if any(sign in lower for sign in WRONG_DIGEST):
        return wrong_digest(name)
    if any(sign in lower for sign in NOT_FOUND):
        return not_found(name)
    if any(sign in lower for sign in OUR_SERVER) or not reason:
        return failed(name, "the model server ended meanwhile, perhaps for want of memory")
    if any(sign in lower for sign in NO_REGISTRY) or _GATEWAY.search(lower):
        return unreachable(name, reason)
    return failed(name, reason[:300])


def not_found(name: str) -> ModelError:
    """Return the error for a model that the source does not have."""
    sentence = f"The registry has no model '{name}'; correct its name in content/models.yml."
    return ModelError("source.not-found", sentence)


def unreachable(name: str, reason: str) -> ModelError:
    """Return the error for a source that did not answer."""
    return ModelError("source.unreachable", f"'{name}' could not be pulled: {reason}")


def wrong_digest(name: str) -> ModelError:
    """Return the error for content that is not what was asked for."""
    sentence = (
        f"What came for '{name}' is not what its digest says. Try again; if that does not help,"
        " something between here and the registry changes what it sends."
    )
    return ModelError("source.wrong-digest", sentence)


def disk_full(name: str) -> ModelError:
    """Return the error for a model that has no room."""
    sentence = f"The disk is full: '{name}' has no room. `make models PRUNE=1`, or make room."
    return ModelError("disk-full", sentence)


def failed(name: str, reason: str) -> ModelError:
    """Return the error for everything else; nothing is put in the model's place."""
    sentence = (
        f"'{name}' could not be pulled, and not for want of a network: {reason}."
        " Put that right, or take the model out of content/models.yml."
    )
    return ModelError("source.failed", sentence)
