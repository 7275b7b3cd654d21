"""What a job is made of, and what came of it. Frozen values, no engine in sight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from llmhub.errors import LabError
from llmhub.pair import PartSpec

JOB_ID = re.compile(r"[a-z0-9-]{8,40}")


def check_id(text: object) -> str:
    """Return a job's id, or raise LabError `bad-job`: it becomes a folder and a container."""
    if not isinstance(text, str) or not JOB_ID.fullmatch(text):
        raise LabError("bad-job", "A job's id has 8 to 40 small letters, digits and '-'.")
    return text


class Network(StrEnum):
    """Where a job's containers are: alone, or on the students' bridge, by which they get out."""

    NONE = "none"
    STUDENTS = "students"


class Cut(StrEnum):
    """Why a job was ended before it ended itself."""

    TIME = "time"
    SIZE = "size"


@dataclass(frozen=True)
class Scratch:
    """A folder in memory: it counts for the container's memory, and goes with the container."""

    target: str
    size: int
    executable: bool = False


@dataclass(frozen=True)
class JobPart(PartSpec):
    """One container of a job. `command` is all that runs: the image's own start is left out."""

    scratch: tuple[Scratch, ...] = ()
    largest_file: int = 2**30
    """No file may become larger, on disk neither."""


@dataclass(frozen=True)
class JobSpec:
    """A whole job; `sidecar` shares the program's network and ends with it."""

    id: str
    program: JobPart
    seconds: float
    network: Network = Network.NONE
    sidecar: JobPart | None = None

    def __post_init__(self) -> None:
        check_id(self.id)


@dataclass(frozen=True)
class JobResult:
    """How the program ended. All of it is in the hand of what ran there, `lines` are its words."""

    exit_code: int
    lines: str = ""
    out_of_memory: bool = False
    cut: Cut | None = None


@dataclass(frozen=True)
class FoundJob:
    """A container of a job, known to this hub or not; `key` is what the engine calls it."""

    key: str
    id: str
    created: datetime
    seconds: float

    def overdue(self, now: datetime) -> bool:
        """Tell whether it should have ended by itself a minute ago."""
        return now > self.created + timedelta(seconds=self.seconds + 60)
