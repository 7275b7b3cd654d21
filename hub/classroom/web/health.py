"""Says that the service runs, to anybody, and nothing else."""

from __future__ import annotations

from tornado import web


class HealthHandler(web.RequestHandler):
    """Answers without looking at anything."""

    def get(self) -> None:
        """Say yes."""
        self.finish("ok")
