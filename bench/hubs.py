"""What a round needs of a hub, ours or stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bench.student import Student


class Hub(Protocol):
    """A running hub."""

    @property
    def services(self) -> Mapping[str, str]:
        """Names of the hub's own containers, by part (hub, proxy ...)."""

    def enrol(self, count: int) -> Sequence[Student]:
        """Make new students and log them in."""

    def labs(self, student: Student) -> Mapping[str, str]:
        """Names of a student's containers, by part (notebook, sidecar)."""

    def forget(self, students: Sequence[Student]) -> None:
        """Take the students away again; their servers are stopped already."""
