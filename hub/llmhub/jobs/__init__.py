"""Confined one-off containers that the hub runs for the course service. Wiring only."""

from __future__ import annotations

from typing import Any


def update_jobs(c: Any) -> None:
    """Configure the course service's endpoints."""
    from llmhub.jobs import api  # JupyterHub's handlers, wanted by a hub alone

    c.JupyterHub.extra_handlers.extend(api.handlers())
