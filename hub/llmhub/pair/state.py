"""What runs: the state of a pair as an engine reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from llmhub.pair.spec import PairKey


class Part(StrEnum):
    """The two parts of a pair."""

    NOTEBOOK = "notebook"
    SIDECAR = "sidecar"


class Health(StrEnum):
    """How one part is."""

    RUNNING = "running"
    STARTING = "starting"
    EXITED = "exited"
    ABSENT = "absent"


@dataclass(frozen=True)
class PartState:
    """One part; `exit_code` and `out_of_memory` say how it ended, if it did."""

    health: Health = Health.ABSENT
    since: datetime | None = None
    exit_code: int | None = None
    out_of_memory: bool = False
    image: str = ""

    @property
    def is_there(self) -> bool:
        """Whether a container exists at all, running or not."""
        return self.health is not Health.ABSENT


@dataclass(frozen=True)
class Usage:
    """CPU seconds used since the start, and memory in bytes (working set: without page cache)."""

    cpu_seconds: float
    memory: int


@dataclass(frozen=True)
class PairState:
    """Both parts; `created` is the older one's time, for telling orphans from starts under way."""

    key: PairKey
    notebook: PartState = PartState()
    sidecar: PartState = PartState()
    release: int = 0
    created: datetime | None = None

    @property
    def is_running(self) -> bool:
        """The notebook decides: a dead model server never takes the notebook down."""
        return self.notebook.health in (Health.RUNNING, Health.STARTING)

    @property
    def needs_sidecar(self) -> bool:
        """Whether the notebook runs without its model server."""
        return self.is_running and self.sidecar.health in (Health.EXITED, Health.ABSENT)
