"""A home that the start of a notebook prepares, without a container."""

from __future__ import annotations

from pathlib import Path

from llmserver import home, notes


def prepared(folder: Path, course: Path) -> list[str]:
    """Prepare the home and return the codes of the notes."""
    pad = notes.Notes()
    home.prepare(folder, pad, course)
    return [line.partition(":")[0] for line in pad.lines]
