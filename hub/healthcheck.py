"""Healthy when the hub answers on the bridge's gateway; runs often, so it imports little.

The two defaults are those of `llmhub.settings`, which would take half a second to load; a test
holds them equal.
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Network

SUBNET = "10.213.0.0/24"
HUB_PORT = "8081"


def is_healthy(gateway: str, port: int) -> bool:
    """Whether the hub's health page answers with 200 within four seconds."""
    connection = HTTPConnection(gateway, port, timeout=4)
    try:
        connection.request("GET", "/hub/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    subnet = IPv4Network(os.environ.get("LLMHUB_SUBNET") or SUBNET)
    port = int(os.environ.get("LLMHUB_HUB_PORT") or HUB_PORT)
    sys.exit(0 if is_healthy(str(next(subnet.hosts())), port) else 1)
