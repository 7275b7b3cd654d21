"""A hub whose jobs end at once and run nothing."""

from __future__ import annotations

from typing import Any

from llmhub.errors import LabError
from llmhub.jobs import update_jobs
from llmhub.jobs.order import FetchOrder, Order
from llmhub.jobs.worker import Worker


async def pretend(self: Worker, order: Order) -> None:
    """Fail where there is no such ref; do nothing else."""
    if isinstance(order, FetchOrder) and order.ref == "nowhere":
        raise LabError("fetch-no-ref", "There is no such ref.")


def update_jobs_alone(c: Any) -> None:
    """Configure the endpoints; what they carry out is nothing."""
    update_jobs(c)
    Worker.carry_out = pretend  # type: ignore[method-assign]
