"""Build one image, unless it is there already with the same inputs."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from images.build import context, docker, trust
from images.build.catalog import Image
from images.build.docker import SOURCE_LABEL
from images.build.errors import BuildError
from images.build.report import Result, say

INPUTS_LABEL = "llmhub.inputs"
LOG_LINES = 40


@dataclass(frozen=True)
class Workshop:
    """What every build of one run shares."""

    root: Path
    """The repository."""
    prefix: str
    """First part of our images' names."""
    version: str
    environment: Mapping[str, str]
    """The host's environment, of which package indexes are passed on."""
    logs: Path
    """Folder for the logs of builds."""

    def tag(self, name: str) -> str:
        """Name of our own image `name`."""
        return f"{self.prefix}/{name}:{self.version}"


def build(
    shop: Workshop,
    image: Image,
    parents: Mapping[str, Result],
    arguments: Mapping[str, str],
    source: str,
) -> Result:
    """Build `image` on `parents` (build argument → result) if its inputs differ from last time.

    Raises BuildError `missing-input` or `build-failed`.
    """
    tag = shop.tag(image.name)
    local = docker.inspect(tag)
    inputs = _inputs(shop, image, parents, arguments)
    if local is not None and local.labels.get(INPUTS_LABEL) == inputs:
        say(f"{tag}: unchanged")
        return Result(tag, local.id, local.labels.get(SOURCE_LABEL, source), changed=False)
    given = {**arguments, **{name: parent.tag for name, parent in parents.items()}}
    files = context.list_files(shop.root, image.inputs)
    fresh = _rebuild(shop, image, files, given, {INPUTS_LABEL: inputs, SOURCE_LABEL: source})
    if local is not None and local.id != fresh.id:
        # The one that lost its name would stay for ever: 14 GB for each change of the largest.
        docker.remove_unused(local.id)
    return Result(tag, fresh.id, source, changed=local is None or local.id != fresh.id)


def is_current(
    shop: Workshop, image: Image, parents: Mapping[str, Result], arguments: Mapping[str, str]
) -> bool:
    """Whether `image` is here already, made of the same as it would be now."""
    local = docker.inspect(shop.tag(image.name))
    inputs = _inputs(shop, image, parents, arguments)
    return local is not None and local.labels.get(INPUTS_LABEL) == inputs


def _inputs(
    shop: Workshop, image: Image, parents: Mapping[str, Result], arguments: Mapping[str, str]
) -> str:
    """Return a hash of all that the image is made of."""
    settings = {
        **arguments,
        **{f"parent {name}": parent.id for name, parent in parents.items()},
        "target": image.target,
    }
    return context.content_hash(shop.root, context.list_files(shop.root, image.inputs), settings)


def _rebuild(
    shop: Workshop,
    image: Image,
    files: list[Path],
    arguments: Mapping[str, str],
    labels: Mapping[str, str],
) -> docker.LocalImage:
    """Build `image` from `files` and return what Docker has under its name then."""
    tag = shop.tag(image.name)
    say(f"{tag}: building ({image.why})")
    started = time.monotonic()
    with TemporaryDirectory(prefix="llmhub-build-") as folder:
        place = Path(folder, "context")
        context.stage(shop.root, files, place)
        options = [
            *trust.write_secrets(Path(folder), shop.environment),
            *[part for item in arguments.items() for part in ("--build-arg", "=".join(item))],
            *[part for item in labels.items() for part in ("--label", "=".join(item))],
            *(["--target", image.target] if image.target else []),
        ]
        _run_build(shop, image, [*options, "--tag", tag, str(place)], place)
    fresh = docker.inspect(tag)
    if fresh is None:
        raise BuildError(
            "build-failed",
            f"Docker built {tag} but does not have it: its builder is not the default one; run"
            " `docker buildx use default`.",
        )
    say(f"{tag}: built in {time.monotonic() - started:.0f} s")
    return fresh


def _run_build(shop: Workshop, image: Image, options: list[str], place: Path) -> None:
    """Run buildx with its output in a log of its own; a failure shows the log's end."""
    shop.logs.mkdir(parents=True, exist_ok=True)
    log = shop.logs / f"{image.name}.log"
    command = [
        *("docker", "buildx", "build", "--progress", "plain", "--builder", "default"),
        *("--file", str(place / image.dockerfile), *options),
    ]
    with log.open("w") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])
        say(end)
        raise BuildError(
            "build-failed", f"Building {image.name} failed; its last lines are above, all in {log}."
        )
