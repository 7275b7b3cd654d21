"""What was asked for on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PARTS = ("class", "tuning", "push", "merge")


@dataclass(frozen=True)
class Plan:
    """What was asked for; an empty `state` means a hub deployed for this run alone.

    `only` is one of PARTS, or empty for all; `store` is a model store for week 4's demo, which is
    that of the hub without it.
    """

    students: int
    rounds: int
    arrival: float
    state: Path | None
    image: str
    out: Path
    command: str
    only: str = ""
    store: Path | None = None

    def wants(self, part: str) -> bool:
        """Tell whether a part is to be measured."""
        return self.only in ("", part)
