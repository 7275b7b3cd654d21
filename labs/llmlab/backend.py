"""The way to the model server and the names of its models."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import ollama

from llmlab.registry import name_for, read_roles

DEFAULT_ADDRESS = "127.0.0.1:11434"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

# A small model on a busy shared machine may need a minute until its first token; five are never
# "still working".
_TIMEOUT_SECONDS = 300.0


def server_address() -> str:
    """Return the address of the model server as `http://host:port`."""
    address = os.environ.get("OLLAMA_HOST", "").strip() or DEFAULT_ADDRESS
    if "://" not in address:
        address = f"http://{address}"
    # 0.0.0.0 is where a server listens, never where a client can knock.
    return address.replace("//0.0.0.0", "//127.0.0.1").rstrip("/")


def client() -> ollama.Client:
    """Return a client for your own model server; nothing is sent until you ask it something."""
    address = server_address()
    # A proxy set for the Internet must not catch requests to this very machine.
    at_home = urlsplit(address).hostname in _LOOPBACK
    return ollama.Client(host=address, timeout=_TIMEOUT_SECONDS, trust_env=not at_home)


def model_name(role: str = "chat", kind: str = "ollama") -> str:
    """Return the name of the model that plays a role here.

    Args:
        role: "chat", "chat-small", "embedding" ...; the same lab runs on a tiny and on a large
            model this way.
        kind: "ollama", or "huggingface" for a name that `transformers` can load.

    Raises:
        LabError: `LAB-ROLE-UNKNOWN` or `LAB-MODELS-FILE`.
    """
    return name_for(read_roles(os.environ), role, kind)
