"""Ask for more memory than the lab has, inside a run; used by the tests.

Prints what the student is told, and that the process lives on and can compute.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from llmlab.errors import LabError
from llmlab.tuning import RunFolder, guarded

if __name__ == "__main__":
    torch.ones(1000).sum()
    run = RunFolder(Path.home() / "too-large")
    try:
        with guarded(run, "Set batch to 1."):
            kept = [torch.ones(64, 1024, 1024) for _ in range(int(sys.argv[1]))]  # 256 MiB each
    except LabError as error:
        print(error)
    print("alive:", torch.ones(1000).sum().item())
