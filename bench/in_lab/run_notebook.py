"""Run a notebook in the students' image and write it back with its outputs.

Runs with the server's Python, which has nbclient; the cells run with the kernel's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main(path: Path) -> None:
    """Run all cells, failing ones too, in the notebook's own folder."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=240,
        kernel_name="python3",
        allow_errors=True,
        # The image's kernel says this itself, and takes it once only.
        ipython_hist_file="",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    path.with_suffix(".run.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
