"""What a pair is made of, before anything runs. Frozen values, no engine in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from llmhub.names import check_servername, check_username


@dataclass(frozen=True, order=True)
class PairKey:
    """Which pair: one user may have several servers on the same home."""

    user: str
    server: str = ""

    def __post_init__(self) -> None:
        check_username(self.user)
        check_servername(self.server)

    def __str__(self) -> str:
        return f"{self.user}/{self.server}" if self.server else self.user


@dataclass(frozen=True)
class Address:
    """Where the notebook answers, as seen from the hub's proxy."""

    ip: str
    port: int


@dataclass(frozen=True)
class Limits:
    """Hard limits of one container: memory and shm in bytes, cpus in cores."""

    memory: int
    cpus: float
    pids: int
    shm: int = 64 * 2**20


@dataclass(frozen=True)
class Mount:
    """A host path that a container sees; `bind` of a folder or file."""

    source: Path
    target: str
    read_only: bool = True


@dataclass(frozen=True)
class Overlay:
    """A shared read-only folder with a private writable layer above it.

    All servers of one user share the overlay, for a writable layer can be mounted only once:
    `name` is the same for all of them.
    """

    name: str
    lower: Path
    upper: Path
    work: Path
    target: str


@dataclass(frozen=True)
class Device:
    """A device by its CDI name, e.g. `nvidia.com/gpu=0`."""

    cdi: str


@dataclass(frozen=True)
class PartSpec:
    """One container of the pair."""

    image: str
    uid: int
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)  # holds the server's API token
    limits: Limits
    mounts: tuple[Mount, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True)
class PairSpec:
    """A whole pair; `release` is the model release that it keeps.

    `sidecar` is what owns port 11434 on the pair's loopback; None when something else does.
    """

    key: PairKey
    release: int
    port: int
    notebook: PartSpec
    sidecar: PartSpec | None
