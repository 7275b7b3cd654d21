"""Links that people are given: their address, the key in them, and the key's fingerprint. Pure."""

from __future__ import annotations

import hashlib
import secrets

from llmhub.accounts.roles import Role
from llmhub.settings import Settings

TOKEN_BYTES = 32


def home_url(settings: Settings, role: Role) -> str:
    """Return the address at which somebody works: staff have their own without subdomains."""
    if settings.subdomain_host or role is Role.STUDENT:
        return settings.public_url
    return settings.staff_url


def invite_url(settings: Settings, role: Role, token: str) -> str:
    """Return the link that sets somebody's password.

    The key is called `token` in the query: the proxy logs no queries, and JupyterHub no values of
    that name. A path both would log.
    """
    return f"{home_url(settings, role)}/hub/invite?token={token}"


def new_token() -> str:
    """Return the key of a new link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def fingerprint(token: str) -> str:
    """Return what is stored of a key: 32 random bytes need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
