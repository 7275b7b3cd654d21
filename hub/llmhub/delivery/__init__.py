"""Updates of labs, carried out by the hub on the course service's orders. Wiring only."""

from __future__ import annotations

from typing import Any


def update_delivery(c: Any) -> None:
    """Configure the course service's endpoints."""
    from llmhub.delivery import api  # JupyterHub's handlers, wanted by a hub alone

    c.JupyterHub.extra_handlers.extend(api.handlers())
