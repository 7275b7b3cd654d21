"""Healthy when the service answers; runs often, so it imports little."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException


def is_healthy(gateway: str, port: int) -> bool:
    """Whether the health page answers with 200 within four seconds."""
    connection = HTTPConnection(gateway, port, timeout=4)
    try:
        connection.request("GET", "/services/course/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    there = os.environ["LLMHUB_GATEWAY"], int(os.environ["LLMHUB_COURSE_PORT"])
    sys.exit(0 if is_healthy(*there) else 1)
