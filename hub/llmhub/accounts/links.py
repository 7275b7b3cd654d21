"""Addresses that people are given. Pure functions."""

from __future__ import annotations

from llmhub.accounts.roles import Role
from llmhub.settings import Settings


def home_url(settings: Settings, role: Role) -> str:
    """Return the address at which somebody works: staff have their own without subdomains."""
    if settings.subdomain_host or role is Role.STUDENT:
        return settings.public_url
    return settings.staff_url


def invite_url(settings: Settings, role: Role, token: str) -> str:
    """Return the link that sets somebody's password."""
    return f"{home_url(settings, role)}/hub/invite/{token}"
