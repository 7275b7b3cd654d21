"""A layer of one's own above the shared model store, as each student has one behind the hub."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.student_lab import UID, docker, owner_of

PARTS = ("ollama", "huggingface")


@contextmanager
def layers(store: Path, place: Path, name: str) -> Iterator[Mapping[str, str]]:
    """Make an overlay volume for each part of `store`; yield part -> volume, and remove them after.

    What is written lies below `place`, which must be on a real disk. No weights are copied.
    """
    volumes = {part: f"{name}-{part}" for part in PARTS}
    try:
        for part, volume in volumes.items():
            upper, work = place / part / "upper", place / part / "work"
            work.mkdir(parents=True)
            mirror(store / part, upper, owner_of(store) if part == "ollama" else UID)
            options = ["--opt=type=overlay", "--opt=device=overlay"]
            options += [f"--opt=o=lowerdir={store / part},upperdir={upper},workdir={work}"]
            docker("volume", "create", "--driver=local", *options, volume)
        yield volumes
    finally:
        docker("volume", "rm", "--force", *volumes.values(), check=False)


def mirror(lower: Path, upper: Path, owner: int) -> None:
    """Make the folders of `lower` again in `upper`, as the owner's, who may write only there."""
    for folder, _, _ in os.walk(lower):
        target = upper / Path(folder).relative_to(lower)
        target.mkdir(parents=True, exist_ok=True)
        os.chown(target, owner, owner)
