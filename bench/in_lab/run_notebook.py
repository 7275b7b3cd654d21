"""Run a notebook in the students' image and write it back with its outputs.

Runs with the server's Python, which has nbclient; the cells run with the kernel's. The last line
that is printed says what the run took: `memory_gb` is the largest process's resident memory,
`cpu_minutes` the processor time of the kernel and all that it started.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main(path: Path, seconds: int) -> None:
    """Run all cells, failing ones too, in the notebook's own folder; `seconds` are for each."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=seconds,
        kernel_name="python3",
        allow_errors=True,
        # The image's kernel says this itself, and takes it once only.
        ipython_hist_file="",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    path.with_suffix(".run.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    minutes = (used.ru_utime + used.ru_stime) / 60
    print(json.dumps({"memory_gb": used.ru_maxrss * 1024 / 1e9, "cpu_minutes": minutes}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 240)
