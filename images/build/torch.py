"""Which build of torch the notebook image gets: the CPU's, which is 4.6 GB smaller, or CUDA's.

The CPU build is only in PyTorch's own index. Where that answers its lock is written, once; hashes
that nobody fetched are never written down.
"""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from images.build import trust
from images.build.errors import BuildError
from images.build.report import say

INDEX = "https://download.pytorch.org/whl/cpu"
LOCK = Path("images/base/torch-cpu.txt")
PATIENCE = 8.0
CPU, CUDA = "cpu", "cuda"


def answers(index: str | None = None) -> bool:
    """Whether PyTorch's index answers; a gateway that refuses in its place does not count."""
    try:
        urllib.request.urlopen(f"{index or INDEX}/torch/", timeout=PATIENCE).close()
    except urllib.error.HTTPError as error:
        error.close()
        return error.code < 500 and error.code not in (403, 407, 429)
    except OSError:
        return False
    return True


def must_lock(*, cuda: bool, locked: bool, settled: bool) -> bool:
    """Whether to look for the CPU build now: not where CUDA is needed, nor where it is settled.

    Otherwise a second run would change everything each time the network comes or goes.
    """
    return not (cuda or locked or settled)


def choose(
    *, cuda: bool, locked: bool, current: Collection[str], answers: Callable[[], bool]
) -> str:
    """Return the build to take; `current` are those for which nothing would be built anew.

    `cuda` says that only that build will do: the host has a GPU, or the GPU image is wanted.
    """
    if cuda or not locked:
        return CUDA
    for build in (CPU, CUDA):
        if build in current:
            return build
    return CPU if answers() else CUDA


def ensure_lock(root: Path, environment: Mapping[str, str], index: str | None = None) -> bool:
    """Write the lock of the CPU build if PyTorch's index answers; return whether it did.

    Raises BuildError `torch-lock-failed` where the index answers and the lock cannot be made.
    """
    say(f"asking {index or INDEX} for the CPU build of PyTorch")
    if not answers(index):
        say("PYTORCH'S INDEX DOES NOT ANSWER: taking the CUDA build, 3 GB, from the package index")
        return False
    # The deploy environment's own uv, if there is no other.
    path = f"{environment.get('PATH', '')}:{root / '.venv/uv/bin'}"
    done = subprocess.run(
        [root / "images/base/lock.sh", CPU],
        env={**trust.uv_environment(environment), "PATH": path},
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode or not (root / LOCK).is_file():
        raise BuildError(
            "torch-lock-failed",
            "PyTorch's index answers, but images/base/lock.sh cpu failed, see above. Is the version"
            " of torch in images/versions.in one that the index has?",
        )
    return True
