"""What an answer means that is not the one that was asked for."""

from __future__ import annotations

import http.client
import json
import re

from coursectl.access import Access
from coursectl.errors import CourseError
from coursectl.text import clean

_CODE = re.compile(r"[a-z][a-z0-9-]{0,60}")
_MOST_BYTES = 1 << 16


def check(response: http.client.HTTPResponse, access: Access) -> None:
    """Let a good answer pass; raise CourseError for any other."""
    if response.status in range(200, 300):
        return
    if response.status in range(300, 400):
        # Followed, the token could end up with somebody else.
        raise CourseError(
            "redirected",
            f"{access.url} leads elsewhere ({clean(response.headers.get('Location'))}): "
            "give the address that it leads to, if you trust it.",
            response.status,
        )
    try:
        told = json.loads(response.read(_MOST_BYTES))
    except (ValueError, RecursionError):
        told = None
    raise refusal(response.status, told, access)


def refusal(status: int, told: object, access: Access) -> CourseError:
    """Return the error for an answer that is none: the service's own words, where it has some."""
    if isinstance(told, dict) and _CODE.fullmatch(str(told.get("code") or "")):
        return CourseError(str(told["code"]), clean(told.get("message")), status)
    if status in (401, 403):
        return CourseError(
            "not-allowed",
            f"The course does not accept the token from {access.source} for this. Instructors "
            "need one made at the staff address: coursectl login.",
            status,
        )
    if status == 404:
        return CourseError("not-there", "The course has nothing of that name.", status)
    if status == 413:
        return CourseError("too-large", "This is more than the course takes.", status)
    if status >= 500:
        return CourseError(
            "service-down",
            f"The course cannot answer now (HTTP {status}): try again in a minute.",
            status,
        )
    return CourseError("refused", f"The course refused this (HTTP {status}).", status)
