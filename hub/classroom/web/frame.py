"""Frames for what students wrote: pages without any rights, of no origin, with one known style."""

from __future__ import annotations

import base64
import hashlib

# A frame with `sandbox` is of no origin, so it gets its style inside; the policy knows it by hash.
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:.75rem;color:#12312e;background:#fff}"
    "pre{background:#f3f3f3;padding:.6rem;overflow-x:auto;white-space:pre-wrap}"
    "img{max-width:100%}table{border-collapse:collapse}"
    "th,td{border:1px solid #d9d4c5;padding:.25rem .5rem}"
    "blockquote{border-left:4px solid #d9d4c5;margin-left:0;padding-left:1rem}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
"""For `style-src` of a page that holds such a frame, or is one."""

STYLE_TAG = f"<style>{_STYLE}</style>"


def framed(html: str) -> str:
    """Return harmless HTML as a page with a style of its own; "" stays nothing."""
    return f'<!doctype html><meta charset="utf-8">{STYLE_TAG}{html}' if html else ""
