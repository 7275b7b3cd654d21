"""Reading the locks below images/."""

from __future__ import annotations

import re
from pathlib import Path

IMAGES = Path(__file__).parents[2] / "images"
BASE, GPU = IMAGES / "base", IMAGES / "gpu"


def pins(*paths: Path) -> dict[str, str]:
    """Return name and version of every `name==version` line of the files."""
    found: dict[str, str] = {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found.update(re.findall(r"^([a-z0-9._-]+)==([^\s\\;]+)", text, re.M))
    return found


def wanted(path: Path) -> list[str]:
    """Return the packages that an .in file names itself."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r"))]
