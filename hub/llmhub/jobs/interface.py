"""The interface to whatever runs jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from llmhub.jobs.spec import FoundJob, JobResult, JobSpec

Fits = Callable[[], bool]
"""Asked every second: does what the job has written so far fit?"""


def anything_fits() -> bool:
    """Let a job write what it can."""
    return True


class Jobs(Protocol):
    """All jobs of one hub on one engine."""

    async def run(self, spec: JobSpec, fits: Fits = anything_fits) -> JobResult:
        """Run a job to its end, or end it after `spec.seconds` or when it no longer fits.

        Whatever happens, cancellation too, no container of it is left. Raises PairError.
        """
        ...

    async def found(self) -> Sequence[FoundJob]:
        """Tell which containers are there."""
        ...

    async def remove(self, found: FoundJob) -> None:
        """Remove this very container, not one that a job of that id got since; absent: no error."""
        ...
