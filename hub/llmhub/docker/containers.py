"""From a pair's specification to what Docker is asked for. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docker.types import DeviceRequest, HostConfig, LogConfig, Mount, Ulimit

from llmhub import names
from llmhub.pair import Limits, Overlay, PairKey, PairSpec, Part, PartSpec

API_VERSION = "1.44"  # Docker 25, the first with CDI
LOG = LogConfig(type=LogConfig.types.JSON, config={"max-size": "10m", "max-file": "3"})


@dataclass(frozen=True)
class Place:
    """Where pairs of one hub live: its instance name is also its network's."""

    instance: str


def container_name(place: Place, key: PairKey, part: Part) -> str:
    """Return the container's name; the sidecar's cannot meet a server's name, which has no dot."""
    unit = names.unit_name(place.instance, key.user, key.server)
    return unit if part is Part.NOTEBOOK else f"{unit}.ollama"


def labels(place: Place, spec: PairSpec, part: Part) -> dict[str, str]:
    """Return the labels by which the reconciler knows the container again."""
    return {
        names.LABEL_INSTANCE: place.instance,
        names.LABEL_USER: spec.key.user,
        names.LABEL_SERVER: spec.key.server,
        names.LABEL_PART: part.value,
        names.LABEL_RELEASE: str(spec.release),
    }


def notebook(place: Place, spec: PairSpec) -> dict[str, Any]:
    """Return the arguments of `create_container` for the notebook, which owns the network."""
    host = host_config(spec.notebook, network_mode=place.instance)
    return _arguments(place, spec, Part.NOTEBOOK, spec.notebook, host) | {
        "hostname": spec.key.user,
        "ports": [(spec.port, "tcp")],
    }


def sidecar(place: Place, spec: PairSpec, notebook_id: str) -> dict[str, Any]:
    """Return the arguments for the sidecar, which joins the notebook's network namespace.

    `on-failure` re-joins the namespace of a running notebook; the notebook itself has no restart
    policy, for a restarted owner would get a new namespace and leave the sidecar in the old one.
    """
    if spec.sidecar is None:
        raise ValueError("this pair has no sidecar")
    host = host_config(
        spec.sidecar,
        network_mode=f"container:{notebook_id}",
        restart_policy={"Name": "on-failure", "MaximumRetryCount": 3},
    )
    return _arguments(place, spec, Part.SIDECAR, spec.sidecar, host)


def overlay_options(overlay: Overlay) -> dict[str, str]:
    """Return the options of the local volume driver that mount an overlay."""
    return {
        "type": "overlay",
        "device": "overlay",
        "o": f"lowerdir={overlay.lower},upperdir={overlay.upper},workdir={overlay.work},"
        # a new time on a shared file must not copy its gigabytes into the student's layer
        "metacopy=on",
    }


def _arguments(
    place: Place, spec: PairSpec, part: Part, what: PartSpec, host: HostConfig
) -> dict[str, Any]:
    return {
        "name": container_name(place, spec.key, part),
        "image": what.image,
        "command": list(what.command) or None,
        "user": f"{what.uid}:{what.uid}",
        "environment": dict(what.environment),
        "labels": labels(place, spec, part),
        "host_config": host,
        "stop_signal": "SIGTERM",
    }


def host_config(
    what: PartSpec, log: LogConfig = LOG, ulimits: Sequence[Ulimit] = (), **more: Any
) -> HostConfig:
    """Return what holds for every container that we start: least rights, hard limits."""
    limits: Limits = what.limits
    return HostConfig(
        version=API_VERSION,
        auto_remove=False,  # a crashed container's last lines are kept for the admin first
        init=True,
        read_only=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        pids_limit=limits.pids,
        mem_limit=limits.memory,
        memswap_limit=limits.memory,  # the same number: no swap
        nano_cpus=int(limits.cpus * 1e9),
        shm_size=limits.shm,
        # a core dump would fill the home
        ulimits=[Ulimit(name="core", soft=0, hard=0), *ulimits],
        log_config=log,
        mounts=_mounts(what),
        device_requests=[
            DeviceRequest(driver="cdi", device_ids=[device.cdi]) for device in what.devices
        ]
        or None,
        **more,
    )


def _mounts(what: PartSpec) -> list[Mount]:
    binds = [
        Mount(item.target, str(item.source), type="bind", read_only=item.read_only)
        for item in what.mounts
    ]
    return binds + [Mount(item.target, item.name, type="volume") for item in what.overlays]
