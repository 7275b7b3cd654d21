"""A hub with the course service's token, whose jobs end at once and run nothing."""

from __future__ import annotations

from typing import Any

from llmhub.errors import LabError
from llmhub.jobs import update_jobs
from llmhub.jobs.order import FetchOrder, Order
from llmhub.jobs.worker import Worker

SCOPE = "custom:course:deliver"


async def pretend(self: Worker, order: Order) -> None:
    """Fail where there is no such ref; do nothing else."""
    if isinstance(order, FetchOrder) and order.ref == "nowhere":
        raise LabError("fetch-no-ref", "There is no such ref.")


def update_course(c: Any, token: str) -> None:
    """Configure the service, its scope and the endpoints."""
    c.JupyterHub.custom_scopes.update({SCOPE: {"description": "Have labs updated and jobs run"}})
    c.JupyterHub.services.append({"name": "course", "api_token": token})
    c.JupyterHub.load_roles.append({"name": "course", "scopes": [SCOPE], "services": ["course"]})
    update_jobs(c)
    Worker.carry_out = pretend  # type: ignore[method-assign]
