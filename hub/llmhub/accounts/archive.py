"""A home as one compressed file, for those who leave and those who take their work along.

The hub is root and the home is written by its student, perhaps at this very moment. GNU tar opens
every file relative to its folder without following links, so no link swapped in leads outside; it
opens no pipe or device; and it leaves holes out, so a file of exabytes without content takes no
time. A file that changes or goes meanwhile is no failure to it, one that cannot be read is.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from llmhub.errors import LabError

CREATE = (
    *("tar", "--create", "--file=-", "--sparse", "--format=pax", "--numeric-owner"),
    # Homes hold much that does not shrink, and the hub has better things to do.
    *("--use-compress-program=gzip -3", "--warning=none"),
)
LIST = ("tar", "--list", "--file=-", "--gzip")
CHANGED = 1  # tar's exit status where a file changed while it was read

# Nobody's TAR_OPTIONS, and messages in one language.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


def file_name(name: str, uid: int, at: datetime) -> str:
    """Return what the archive of somebody's home is called.

    >>> file_name("ada", 20000, datetime(2026, 5, 4, 12, 30, 1))
    'ada-20000-20260504T123001.tar.gz'
    """
    return f"{name}-{uid}-{at:%Y%m%dT%H%M%S}.tar.gz"


def save(home: Path, target: Path) -> None:
    """Write `home` to `target` (mode 0600) and read it back as a check.

    Under its final name stands a complete archive or nothing. Raises LabError `archive-failed`.
    """
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with new_file(target.with_name(f".{target.name}.part")) as part:
            run([*CREATE, *contents(home)], target=part, accepted=(0, CHANGED))
            os.fsync(part.fileno())
            part.seek(0)
            run(LIST, source=part)
            Path(part.name).rename(target)
        sync(target.parent)
    except OSError as error:
        raise LabError(
            "archive-failed", f"{home} could not be archived ({error}); nothing was removed."
        ) from error


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Make a private file, gone afterwards unless it was given another name."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    try:
        with path.open("r+b", buffering=0) as file:
            yield file
    finally:
        path.unlink(missing_ok=True)


def contents(home: Path) -> list[str]:
    """Return tar's words for a home: nothing where there is none yet.

    OSError where something else stands in its place. The folder above it is the hub's own, so what
    is looked at here is what tar finds.
    """
    if not os.path.lexists(home):
        return ["--files-from=/dev/null"]
    os.close(os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))
    return [f"--directory={home.parent}", "--", home.name]


def run(
    command: Sequence[str],
    source: IO[bytes] | None = None,
    target: IO[bytes] | None = None,
    accepted: Sequence[int] = (0,),
) -> None:
    """Run tar; OSError with its last line if the exit status is none of `accepted`."""
    done = subprocess.run(
        command,
        stdin=source or subprocess.DEVNULL,
        stdout=target or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        check=False,
    )
    if done.returncode not in accepted:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reasons = [line for line in said if "Exiting with failure" not in line]
        raise OSError(reasons[-1] if reasons else f"tar ended with {done.returncode}")


def sync(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
