"""What an open browser tab asks an app for again and again, although nobody does anything.

A message on a websocket counts as activity even so.
"""

from __future__ import annotations

import re

IDLE_PATHS = [
    re.compile(pattern)
    for pattern in (r".*/heartbeat/.*", r".*/_stcore/(stream|health|host-config)$")
]


def is_idle(path: str) -> bool:
    """Say whether a request for this path leaves the last activity as it is."""
    return any(pattern.match(path) for pattern in IDLE_PATHS)
