"""JSON with its own sum, so that damage is noticed instead of believed. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

FORMAT = 1


class Damaged(Exception):
    """These bytes were not written by `seal`, or have changed since."""


def seal(body: Any) -> bytes:
    """Return `body` as bytes that `unseal` takes back."""
    return json.dumps({"format": FORMAT, "sum": _sum(body), "body": body}).encode("ascii")


def unseal(data: bytes) -> Any:
    """Return what was sealed.

    Raises:
        Damaged: not sealed, changed, or of another format.
    """
    try:
        whole = json.loads(data)
        if whole["format"] == FORMAT and whole["sum"] == _sum(whole["body"]):
            return whole["body"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged("not sealed") from error
    raise Damaged("changed")


def _sum(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode("ascii")).hexdigest()
