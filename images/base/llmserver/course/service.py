"""The course service as this lab sees it: with the server's own token, which stays here."""

from __future__ import annotations

from collections.abc import Mapping

from coursectl.access import LAB_TOKEN_VARIABLE, URL_VARIABLE, Access, checked_token, checked_url
from coursectl.client import Client
from coursectl.errors import CourseError

SECONDS, WHOLE_SECONDS = 8.0, 30.0
OF_THE_LAB = frozenset(
    {
        *("bad-input", "busy", "changing", "disk", "half-notebook", "no-assignment"),
        *("no-file", "no-week", "too-large", "too-long", "too-many-files"),
    }
)
"""Codes of what is wrong here; all others are the service's, or about the way to it."""


def connect(environment: Mapping[str, str]) -> Client:
    """Return the service. Raises CourseError `no-course` where the hub has none."""
    url, token = environment.get(URL_VARIABLE, ""), environment.get(LAB_TOKEN_VARIABLE, "")
    if not url or not token:
        raise CourseError("no-course", "This hub has no course service.")
    # Whatever the address is, the hub has given it.
    access = Access(checked_url(url, plain=True), checked_token(token), "this lab")
    return Client(access, SECONDS, WHOLE_SECONDS)


def status_of(error: CourseError) -> int:
    """Return the HTTP status for the browser: that of a refusal, or that nobody is there."""
    if 400 <= error.status < 500:
        return 403 if error.status == 401 else error.status
    if not error.status and error.code in OF_THE_LAB:
        return 409 if error.code == "busy" else 400
    return 503
