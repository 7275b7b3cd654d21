"""From a job's specification to what Docker is asked for. Pure functions."""

from __future__ import annotations

from typing import Any

from docker.types import Healthcheck, HostConfig, LogConfig, Ulimit

from llmhub import names
from llmhub.docker.containers import Place, host_config
from llmhub.jobs.spec import JobPart, JobSpec, Network

# A flood of words costs so much of the disk, and goes with the container.
LOG = LogConfig(type=LogConfig.types.JSON, config={"max-size": "1m", "max-file": "1"})
SHARES = 256  # of the processor beside 1024 of every student's container: the class goes first


def program_name(place: Place, job: str) -> str:
    """Return the container's name; no pair's name has a dot before its user's."""
    return f"{place.instance}.job.{job}"


def sidecar_name(place: Place, job: str) -> str:
    """Return the name of the model server's container."""
    return f"{program_name(place, job)}.ollama"


def program(place: Place, spec: JobSpec) -> dict[str, Any]:
    """Return the arguments of `create_container` for the program, which owns the network."""
    network = place.instance if spec.network is Network.STUDENTS else "none"
    host = _host_config(spec.program, network)
    name = program_name(place, spec.id)
    return _arguments(place, spec, name, spec.program, host) | {"hostname": "job"}


def sidecar(place: Place, spec: JobSpec, part: JobPart, program_id: str) -> dict[str, Any]:
    """Return the arguments for the model server, which joins the program's network namespace."""
    host = _host_config(part, f"container:{program_id}")
    return _arguments(place, spec, sidecar_name(place, spec.id), part, host)


def _arguments(
    place: Place, spec: JobSpec, name: str, part: JobPart, host: HostConfig
) -> dict[str, Any]:
    return {
        "name": name,
        "image": part.image,
        "entrypoint": list(part.command[:1]),
        "command": list(part.command[1:]) or None,
        "user": f"{part.uid}:{part.uid}",
        "environment": dict(part.environment),
        "labels": {
            names.LABEL_INSTANCE: place.instance,
            names.LABEL_JOB: spec.id,
            names.LABEL_SECONDS: f"{spec.seconds:g}",
        },
        "host_config": host,
        "healthcheck": Healthcheck(test=["NONE"]),  # the image's own asks a notebook server
    }


def _host_config(part: JobPart, network: str) -> HostConfig:
    largest = Ulimit(name="fsize", soft=part.largest_file, hard=part.largest_file)
    return host_config(
        part,
        log=LOG,
        ulimits=[largest],
        network_mode=network,
        cpu_shares=SHARES,
        tmpfs={one.target: _tmpfs(part.uid, one.size, one.executable) for one in part.scratch},
    )


def _tmpfs(uid: int, size: int, executable: bool) -> str:
    words = f"size={size},mode=0700,uid={uid},gid={uid},nosuid,nodev"
    return f"{words},{'exec' if executable else 'noexec'}"
