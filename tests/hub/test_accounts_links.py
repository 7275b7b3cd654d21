"""The form of invite links: an address for each role, and a key that no log keeps."""

from urllib.parse import urlsplit

import pytest
from jupyterhub.log import _scrub_uri

from llmhub.accounts.links import fingerprint, invite_url, new_token
from llmhub.accounts.roles import Role
from llmhub.settings import Settings

SHARED = Settings()
APART = Settings(public_url="https://lab.test", subdomain_host="https://lab.test")


@pytest.mark.parametrize(
    ("settings", "role", "address"),
    [
        (SHARED, Role.STUDENT, "http://localhost:8000"),
        (SHARED, Role.INSTRUCTOR, "http://127.0.0.1:8010"),
        (SHARED, Role.ADMIN, "http://127.0.0.1:8010"),
        (APART, Role.STUDENT, "https://lab.test"),
        (APART, Role.ADMIN, "https://lab.test"),
    ],
)
def test_link_leads_to_where_somebody_works(settings: Settings, role: Role, address: str) -> None:
    assert invite_url(settings, role, "KEY") == f"{address}/hub/invite?token=KEY"


def logged_by_the_proxy(url: str) -> str:
    """Return an address as configurable-http-proxy logs it (_logUrl in its configproxy.js)."""
    return url.partition("?")[0]


def test_no_log_keeps_the_key() -> None:
    key = new_token()
    parts = urlsplit(invite_url(SHARED, Role.STUDENT, key))
    asked = f"{parts.path}?{parts.query}"
    for logged in (logged_by_the_proxy(asked), _scrub_uri(asked)):
        assert logged.startswith("/hub/invite")
        assert key not in logged


def test_keys_differ_and_their_fingerprints_do_not_tell_them() -> None:
    one, other = new_token(), new_token()
    assert one != other
    assert len(one) >= 43
    assert fingerprint(one) == fingerprint(one) != fingerprint(other)
    assert one not in fingerprint(one)
