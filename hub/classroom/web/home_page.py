"""The front page."""

from __future__ import annotations

from classroom.web.page import PageHandler


class HomePage(PageHandler):
    """Where everything is."""

    def get(self) -> None:
        """Show it."""
        self.page("home.html")


def handlers() -> list[tuple[str, type]]:
    """Return the handlers, by patterns below the service's prefix."""
    return [(r"", HomePage)]
