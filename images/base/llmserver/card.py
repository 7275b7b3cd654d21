"""Say in the container's log which GPU there is: beside the start, and never in its way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# The students' own helper, with their own Python: the server's cannot see it. By its path, for the
# rest of the helper takes half a second to import.
PROGRAM = (
    "/opt/kernel/bin/python",
    "-I",
    "/opt/kernel/lib/python3.13/site-packages/llmlab/gpu.py",
)
DEVICE = Path("/dev/nvidiactl")


def is_expected(environ: Mapping[str, str], device: Path = DEVICE) -> bool:
    """Whether to speak of a GPU at all: this is the GPU image, or somebody handed one over."""
    return environ.get("LLMLAB_GPU") == "1" or device.exists()


def announce(environ: Mapping[str, str], program: Sequence[str] = PROGRAM) -> None:
    """Let `program` print its line when it has it; nobody waits for it."""
    if not is_expected(environ):
        return
    try:
        # Forked off by setsid: the server, which never asks for it, would keep it as a zombie.
        subprocess.run(["setsid", "--fork", *program], stdin=subprocess.DEVNULL, check=False)
    except OSError as error:
        print(f"llmhub: N08: the GPU could not be looked for: {error}", file=sys.stderr)
