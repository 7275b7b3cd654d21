"""The few things that a build asks of Docker, by its command line: that is what a host has."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from images.build.errors import BuildError

SOURCE_LABEL = "llmhub.source"
"""Label of what we made ourselves, and how; no registry's image has it."""


@dataclass(frozen=True)
class LocalImage:
    """An image on this host: its id, labels, and the digests under which registries gave it."""

    id: str
    labels: Mapping[str, str]
    repo_digests: tuple[str, ...]

    def has_digest(self, digest: str) -> bool:
        """Whether a registry gave this image under `digest` (sha256:…)."""
        return any(item.endswith("@" + digest) for item in self.repo_digests)


def run(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run `docker` with `arguments`; a failure is the BuildError `docker-failed`."""
    try:
        done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BuildError("no-docker", "There is no `docker` command: run `make deploy`.") from None
    if check and done.returncode:
        raise BuildError(
            "docker-failed", f"`docker {' '.join(arguments[:2])}` failed: {done.stderr.strip()}"
        )
    return done


def require() -> None:
    """Raise `no-docker` or `no-buildx` when this host cannot build."""
    if run("version", "--format", "{{.Server.Version}}", check=False).returncode:
        raise BuildError("no-docker", "Docker does not answer: start it, or run `make deploy`.")
    if run("buildx", "version", check=False).returncode:
        raise BuildError("no-buildx", "Docker has no buildx plugin: run `make deploy`.")


def inspect(reference: str) -> LocalImage | None:
    """Return the local image `reference`, or None."""
    done = run("image", "inspect", reference, check=False)
    if done.returncode:
        return None
    found = json.loads(done.stdout)[0]
    return LocalImage(
        found["Id"],
        found["Config"].get("Labels") or {},
        tuple(found.get("RepoDigests") or ()),
    )


def tag(image: str, *names: str) -> None:
    """Give the local `image` (id or name) more names."""
    for name in names:
        run("image", "tag", image, name)


def remove_unused(image: str) -> None:
    """Remove the image `image` (id) unless a name or a container still holds it."""
    # Without --force Docker refuses what is in use, also by a stopped container.
    found = run("image", "inspect", "--format", "{{len .RepoTags}}", image, check=False)
    if found.returncode == 0 and found.stdout.strip() == "0":
        run("image", "rm", image, check=False)


def import_archive(archive: Path, name: str, changes: Sequence[str]) -> None:
    """Make the tar file of a root file system into the image `name`."""
    options = [part for change in changes for part in ("--change", change)]
    run("image", "import", *options, str(archive), name)
