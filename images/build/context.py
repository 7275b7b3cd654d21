"""A build's context: exactly the declared files, and one hash over all that decides the result."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from images.build.errors import BuildError

# Leavings of tools: never part of an image, and different on every machine.
LEFT_OUT = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", "node_modules", ".git"}
# Any fixed time: equal files must make equal layers, whenever they were checked out.
EPOCH = 946_684_800


def list_files(root: Path, inputs: Iterable[str]) -> list[Path]:
    """Return the files (and links) below `inputs`, relative to `root`, sorted.

    Raises BuildError `missing-input` for an input that is not there, or a pattern without a match.
    """
    found: set[Path] = set()
    for name in inputs:
        starts = [path for path in root.glob(name) if path.exists()]
        if not starts:
            raise BuildError(
                "missing-input",
                f"{name} is not in this checkout, and an image is made of it: restore it with git.",
            )
        for start in starts:
            found.update(_files_in(start))
    return sorted(path.relative_to(root) for path in found)


def _files_in(start: Path) -> Iterator[Path]:
    """Yield the file `start`, or all files below the folder `start` that belong to the project."""
    if not start.is_dir():
        yield start
        return
    for folder, folders, files in os.walk(start):
        folders[:] = [each for each in folders if each not in LEFT_OUT]
        yield from (Path(folder, each) for each in files if not each.endswith(".pyc"))


def is_executable(path: Path) -> bool:
    """Whether the owner may execute the file; the rest of its mode depends on a umask."""
    return bool(path.stat().st_mode & 0o100)


def content_hash(root: Path, files: Iterable[Path], settings: Mapping[str, str]) -> str:
    """Return the SHA-256, in hex, of names, modes and content of `files` and of `settings`."""
    total = hashlib.sha256()
    for key in sorted(settings):
        total.update(f"{key}={settings[key]}\0".encode())
    for relative in files:
        path = root / relative
        if path.is_symlink():
            kind, data = "link", str(path.readlink()).encode()
        else:
            kind, data = ("program" if is_executable(path) else "file"), path.read_bytes()
        total.update(
            f"{relative.as_posix()}\0{kind}\0{hashlib.sha256(data).hexdigest()}\0".encode()
        )
    return total.hexdigest()


def stage(root: Path, files: Iterable[Path], place: Path) -> None:
    """Copy `files` to `place` with modes and times that are the same on every machine."""
    for relative in files:
        source, copy = root / relative, place / relative
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy, follow_symlinks=False)
        if not copy.is_symlink():
            copy.chmod(0o755 if is_executable(source) else 0o644)
            os.utime(copy, (EPOCH, EPOCH))
    for folder, _, _ in os.walk(place):
        Path(folder).chmod(0o755)
