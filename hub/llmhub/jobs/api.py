"""The course service's endpoints: /hub/api/llmhub/jobs, for its token alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from jupyterhub.scopes import needs_scope

from llmhub.accounts.endpoint import Endpoint
from llmhub.jobs.desk import desk
from llmhub.jobs.order import read_order
from llmhub.jobs.spec import check_id

SCOPE = "custom:course:deliver"


def handlers() -> list[tuple[str, type[Endpoint]]]:
    """Return the endpoints below /hub."""
    return [(r"/api/llmhub/jobs", JobsHandler), (r"/api/llmhub/jobs/([^/]+)", JobHandler)]


def for_the_course(method: Callable[..., Any]) -> Callable[..., Any]:
    """Let the course service alone call a method.

    The scope is the configuration's own, so JupyterHub does not know it yet when this is imported.
    """

    @wraps(method)
    async def guarded(self: Endpoint, *args: Any, **kwargs: Any) -> None:
        await needs_scope(SCOPE)(method)(self, *args, **kwargs)

    return guarded


class JobsHandler(Endpoint):
    """All jobs."""

    @for_the_course
    async def post(self) -> None:
        """Take a job; it runs when its turn has come."""
        standing = desk().submit(read_order(self.body()))
        self.set_status(202)
        self.answer(asdict(standing))


class JobHandler(Endpoint):
    """One job."""

    @for_the_course
    async def get(self, job: str) -> None:
        """Tell how it stands."""
        self.answer(asdict(desk().standing(check_id(job))))
