"""The Debian base: the official image, or one made from Debian's packages where no registry is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from images.build import docker
from images.build.catalog import DEBIAN_SOURCE
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.report import Result, say

SUITE = "trixie"
MADE = "Debian packages"
# What the official slim image leaves out as well.
NOT_UNPACKED = ("/usr/share/doc/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/man/*")
UNPACKED = ("/usr/share/doc/*/copyright", "/usr/share/locale/locale.alias")


def is_settled(local: docker.LocalImage | None, digest: str, refresh: bool) -> bool:
    """Whether the local base serves without asking a registry: there, and nothing recorded differs.

    Without a recorded digest any base will do that an earlier run settled on; otherwise a second
    run would rebuild everything each time the network comes or goes.
    """
    if local is None or refresh:
        return False
    return not digest or local.has_digest(digest)


def origin(local: docker.LocalImage) -> str:
    """Say where a local base came from; the label first, for one made here may have been pushed."""
    return local.labels.get(docker.SOURCE_LABEL) or (
        "image registry" if local.repo_digests else MADE
    )


def may_stay(local: docker.LocalImage, digest: str) -> bool:
    """Whether the local base serves while no registry answers: recorded, or a stand-in.

    One that a registry gave under another digest does not: that is what the record is for.
    """
    return not digest or local.has_digest(digest) or origin(local) == MADE


def ensure(tag: str, registry: Registry, digest: str, *, refresh: bool) -> Result:
    """Make sure that `tag` is the Debian base, and say where it came from."""
    local = docker.inspect(tag)
    if local is not None and is_settled(local, digest, refresh):
        return Result(tag, local.id, origin(local), changed=False)
    pulled = registry.pull(DEBIAN_SOURCE, digest)
    if pulled is not None:
        docker.tag(pulled.id, tag)
        changed = local is None or local.id != pulled.id
        return Result(tag, pulled.id, "image registry", changed)
    if local is not None and may_stay(local, digest):
        say(f"{tag}: keeping the one that is here (from {origin(local)})")
        return Result(tag, local.id, origin(local), changed=False)
    say(f"{tag}: making it from Debian packages with mmdebstrap, about 20 seconds")
    made = _bootstrap(tag)
    return Result(tag, made.id, MADE, changed=True)


def _bootstrap(tag: str) -> docker.LocalImage:
    """Make a minimal Debian from its signed packages and import it as `tag`."""
    _require_mmdebstrap()
    rules = [f"path-exclude={path}" for path in NOT_UNPACKED]
    rules += [f"path-include={path}" for path in UNPACKED]
    with TemporaryDirectory(prefix="llmhub-debian-") as folder:
        archive = Path(folder, "root.tar")
        command = ["mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates"]
        command += [f"--dpkgopt={rule}" for rule in rules]
        done = subprocess.run(
            [*command, SUITE, str(archive)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BuildError(
                "no-debian",
                "Neither an image registry nor Debian's package servers gave a base image:"
                f" {' '.join(done.stderr.split()[-40:])}",
            )
        label = f'LABEL {docker.SOURCE_LABEL}="{MADE}"'
        docker.import_archive(archive, tag, ['CMD ["bash"]', label])
    made = docker.inspect(tag)
    if made is None:
        raise BuildError("docker-failed", f"Docker imported {tag} but does not have it.")
    return made


def _require_mmdebstrap() -> None:
    """Install mmdebstrap where it is missing."""
    if shutil.which("mmdebstrap"):
        return
    say("installing mmdebstrap, for no image registry answers")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "mmdebstrap"]):
        try:
            done = subprocess.run(
                ["apt-get", "-q", *command], env=quiet, capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            raise BuildError(
                "no-mmdebstrap",
                "No image registry answers, and without apt there is no mmdebstrap: give a registry"
                " by `make deploy REGISTRY=host:port`, or install mmdebstrap.",
            ) from None
        if done.returncode and command[0] == "install":
            raise BuildError(
                "no-mmdebstrap",
                f"No image registry answers, and mmdebstrap cannot be installed: {done.stderr}",
            )
