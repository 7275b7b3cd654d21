"""Ollama: the official image where a registry answers, else built from its Go module (CPU only)."""

from __future__ import annotations

import platform
import re
from enum import Enum
from pathlib import Path

from images.build import docker
from images.build.catalog import OLLAMA_SOURCE, OLLAMA_VERSION
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.report import Result, say

VERSION = re.compile(r"version is (\d[\w.+-]*)")
# What each level of the x86-64 instruction sets adds, as Linux spells it.
LEVELS = {
    "x86-64-v3": {"avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"},
    "x86-64-v2": {"cx16", "popcnt", "sse4_1", "sse4_2", "ssse3"},
}


class Local(Enum):
    """What is here under the model server's name."""

    NOTHING = "nothing"
    OFFICIAL = "official"
    BUILT = "built"


def kind(local: docker.LocalImage | None) -> Local:
    """Tell an image that we built from one that a registry gave."""
    if local is None:
        return Local.NOTHING
    return (
        Local.BUILT
        if docker.SOURCE_LABEL in local.labels or not local.repo_digests
        else Local.OFFICIAL
    )


def must_ask(local: docker.LocalImage | None, digest: str, *, gpu: bool, refresh: bool) -> bool:
    """Whether a registry has to be asked before anything else.

    Not when the recorded image is here; nor, with nothing recorded, when an earlier run settled.
    A GPU needs the official image, so a built one never settles the matter there.
    """
    if refresh or local is None:
        return True
    if digest:
        return not local.has_digest(digest)
    return gpu and kind(local) is Local.BUILT


def march(machine: str, cpuinfo: str) -> str:
    """Return gcc's -march for this host from the text of /proc/cpuinfo; "" for gcc's default.

    Baseline x86-64 is several times slower at what a model does all the time.
    """
    if machine != "x86_64":
        return ""
    lines = (line for line in cpuinfo.splitlines() if line.startswith("flags"))
    flags = set(next(lines, "").partition(":")[2].split())
    v2, v3 = LEVELS["x86-64-v2"], LEVELS["x86-64-v3"]
    if v2 | v3 <= flags:
        return "x86-64-v3"
    return "x86-64-v2" if v2 <= flags else ""


def check_version(image: docker.LocalImage) -> None:
    """Raise BuildError `ollama-wrong-version` unless the image's Ollama is the one we name.

    Notebooks have its command, built or copied; both must be the same on all ways.
    """
    done = docker.run("run", "--rm", "--network=none", image.id, "--version", check=False)
    found = VERSION.search(done.stdout + done.stderr)
    if found is None or found[1] != OLLAMA_VERSION:
        raise BuildError(
            "ollama-wrong-version",
            f"What the image registry gives as {OLLAMA_SOURCE} calls itself"
            f" {found[1] if found else 'nothing that is known'}: that tag is another's there. Take"
            " a registry that has the right one, or change OLLAMA_VERSION in"
            " images/build/catalog.py.",
        )


def build_arguments() -> dict[str, str]:
    """Build arguments of the Dockerfile for this host."""
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text() if cpuinfo.is_file() else ""
    return {"OLLAMA_VERSION": OLLAMA_VERSION, "MARCH": march(platform.machine(), text)}


def pull(tag: str, registry: Registry, digest: str, *, gpu: bool, refresh: bool) -> Result | None:
    """Return the official image under `tag`; None when it has to be built.

    Raises BuildError `gpu-needs-registry` where a build would leave a GPU unused, and
    `ollama-wrong-version`.
    """
    local = docker.inspect(tag)
    if not must_ask(local, digest, gpu=gpu, refresh=refresh):
        # With a digest recorded, must_ask has found it here: official, whatever its labels say.
        if local is None or (kind(local) is Local.BUILT and not digest):
            return None
        say(f"{tag}: unchanged")
        return Result(tag, local.id, "image registry", changed=False)
    pulled = registry.pull(OLLAMA_SOURCE, digest)
    if pulled is not None:
        check_version(pulled)
        docker.tag(pulled.id, tag)
        changed = local is None or local.id != pulled.id
        return Result(tag, pulled.id, "image registry", changed)
    if (
        local is not None
        and kind(local) is Local.OFFICIAL
        and (not digest or local.has_digest(digest))
    ):
        say(f"{tag}: keeping the official image that is here")
        return Result(tag, local.id, "image registry", changed=False)
    if gpu:
        raise BuildError(
            "gpu-needs-registry",
            f"This host has a GPU, but no image registry answers, so {OLLAMA_SOURCE} cannot be had;"
            " a build from source would run on the CPU only. Make the registry reachable, name a"
            " mirror by `make deploy REGISTRY=host:port`, or go without by `make deploy GPU=0`.",
        )
    return None
