"""What lies at a path: looked at once, through no link, and read only where it is not too large."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from labsync.errors import SyncError
from labsync.folder import Folder

MERGED_BYTES = 5 * 1000 * 1000  # what is larger is never merged, and read only to compare it
_MOST_FILES, _DEEPEST = 10_000, 16


class Kind(Enum):
    """What there is."""

    ABSENT = "nothing"
    PLAIN = "a plain file"
    ODD = "a link, a folder, a pipe ..."


@dataclass(frozen=True)
class Found:
    """What lies at a path.

    Attributes:
        kind: what it is; the rest is of a plain file.
        sha: its SHA-256; empty where it has a size that the course's versions do not have.
        data: its bytes, None where there are more than `MERGED_BYTES`.
        mode: its permissions.
    """

    kind: Kind
    sha: str = ""
    data: bytes | None = None
    mode: int = 0o644


def parts_of(path: str) -> tuple[list[str], str]:
    """Return the folders on the way to a path, and its last name.

    Raises:
        SyncError: `SYNC-WAY` for a path that leads out, or nowhere.
    """
    *folders, name = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in (*folders, name)):
        raise SyncError("SYNC-WAY", path)
    return folders, name


def look(top: Folder, path: str, sizes: Collection[int] | None = ()) -> Found:
    """Return what lies at `path` below `top`.

    Args:
        top: an open folder.
        path: with slashes.
        sizes: those of the course's versions: a large file is read only if it has one of them;
            None: whatever its size.

    Raises:
        SyncError: `SYNC-WAY`. OSError: it cannot be read.
    """
    folders, name = parts_of(path)
    try:
        with top.below(folders) as folder:
            state = folder.state(name)
            if state is None:
                return Found(Kind.ABSENT)
            if not stat.S_ISREG(state.st_mode):
                return Found(Kind.ODD)
            mode = stat.S_IMODE(state.st_mode)
            if state.st_size > MERGED_BYTES:
                known = sizes is None or state.st_size in sizes
                return Found(Kind.PLAIN, folder.digest(name) if known else "", None, mode)
            data = folder.read(name, MERGED_BYTES)
    except FileNotFoundError:
        return Found(Kind.ABSENT)
    return Found(
        Kind.PLAIN, hashlib.sha256(data).hexdigest() if data is not None else "", data, mode
    )


def size(top: Folder, path: str) -> int:
    """Return a file's size in bytes, 0 where there is none. Raises as `look`."""
    folders, name = parts_of(path)
    try:
        with top.below(folders) as folder:
            state = folder.state(name)
    except FileNotFoundError:
        return 0
    return state.st_size if state else 0


def files(top: Folder) -> Iterator[str]:
    """Yield the paths of the plain files below `top`; what begins with a dot is left out.

    Folders that cannot be read are passed over, and so is what lies too deep or comes too late.
    """
    count = 0
    waiting = [""]
    while waiting:
        here = waiting.pop()
        try:
            with top.below(here.split("/")[:-1]) as folder:
                kinds = [(n, folder.state(n)) for n in folder.names() if not n.startswith(".")]
        except OSError:
            continue
        for name, state in kinds:
            if state is not None and stat.S_ISREG(state.st_mode):
                yield here + name
            elif state is not None and stat.S_ISDIR(state.st_mode) and here.count("/") < _DEEPEST:
                waiting.append(f"{here}{name}/")
            count += 1
            if count >= _MOST_FILES:
                return
