"""Folders of immutable files: link them, seal them, measure them, make them durable."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path


def files(folder: Path) -> Iterator[Path]:
    """Yield every file and symbolic link below a folder, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            yield path


def link(source: Path, target: Path) -> None:
    """Give a file a second name (hard link); a symbolic link is made anew. An existing target
    stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_symlink() or target.exists():
        return
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    try:
        os.link(source, target)
    except OSError as error:  # the cache may lie on another disk
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, target)


def link_files(source: Path, target: Path, names: Iterable[str]) -> None:
    """Link the named files (relative to `source`) to the same places below `target`."""
    for name in names:
        link(source / name, target / name)


def seal(folder: Path) -> None:
    """Make a tree world-readable and writable for its owner alone, and write it to the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            continue
        wanted = 0o755 if path.is_dir() else 0o644
        if path.stat().st_mode & 0o7777 != wanted:
            path.chmod(wanted)
        fsync(path)
    folder.chmod(0o755)
    fsync(folder)


def give(folder: Path, uid: int) -> None:
    """Give every file below a folder to a user, as far as one may (root may)."""
    if os.geteuid() == 0:
        for path in files(folder):
            os.chown(path, uid, uid, follow_symlinks=False)


def fsync(path: Path) -> None:
    """Write a file or a folder's list of names to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_bytes(folders: Iterable[Path]) -> int:
    """Return the bytes of all files below the folders, a file with several names once."""
    sizes: dict[tuple[int, int], int] = {}
    for folder in folders:
        for path in files(folder):
            facts = path.lstat()
            sizes[facts.st_dev, facts.st_ino] = facts.st_size
    return sum(sizes.values())


def copy(source: Path, target: Path) -> None:
    """Copy a file's content, not its mode or owner."""
    shutil.copyfile(source, target)
