"""What the browser says in a request, believed only in its form. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from coursectl.errors import CourseError

MOST_BYTES = 1 << 16
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


def read(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a request. Raises CourseError `bad-input`."""
    try:
        told = json.loads(body) if len(body) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise CourseError("bad-input", "The request is no small JSON object.")
    return told


def week(told: dict[str, Any]) -> int:
    """Return the week that is asked for. Raises CourseError `bad-input`."""
    number = told.get("week")
    if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 99:
        return number
    raise CourseError("bad-input", "Say which week: a number from 1 to 99.")


def text(told: dict[str, Any], key: str, most: int, *, lines: bool = False) -> str:
    """Return a short text. Raises CourseError `bad-input`."""
    value = told.get(key)
    if isinstance(value, str) and len(value) <= most:
        plain = value.replace("\n", " ").replace("\t", " ") if lines else value
        if plain.isprintable():
            return value
    raise CourseError("bad-input", f"`{key}` is a text of at most {most} characters.")


def identity(value: object) -> str:
    """Return what names a request for help. Raises CourseError `bad-input`."""
    if isinstance(value, str | int) and _ID.fullmatch(str(value)):
        return str(value)
    raise CourseError("bad-input", "`id` is what the list of requests names.")
