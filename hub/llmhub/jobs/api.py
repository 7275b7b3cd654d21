"""The course service's endpoints: /hub/api/llmhub/jobs, for its token alone."""

from __future__ import annotations

from dataclasses import asdict

from llmhub.accounts.endpoint import Endpoint, for_the_course
from llmhub.jobs.desk import desk
from llmhub.jobs.order import read_order
from llmhub.jobs.spec import check_id


def handlers() -> list[tuple[str, type[Endpoint]]]:
    """Return the endpoints below /hub."""
    return [(r"/api/llmhub/jobs", JobsHandler), (r"/api/llmhub/jobs/([^/]+)", JobHandler)]


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
