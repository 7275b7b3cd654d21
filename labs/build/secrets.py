"""What students must not see, and the search for it in what they get."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from labs.build.student import INSTRUCTOR_TAG

_REGION = re.compile(
    r"BEGIN (?P<kind>SOLUTION|HIDDEN TESTS|MARK SCHEME)(?P<body>.*?)END (?P=kind)", re.DOTALL
)
_MARKERS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")
_INSTRUCTOR_CELL = re.compile(
    rf'^# %%[^\n]*tags=\[[^\]]*"{INSTRUCTOR_TAG}"[^\]]*\][^\n]*\n(?P<body>.*?)(?=^# %%|\Z)',
    re.DOTALL | re.MULTILINE,
)
# Shorter lines (`else:`, `return answer`) say nothing and stand everywhere.
_TELLING = 16


def secret_lines(sources: Iterable[str]) -> set[str]:
    """Return the telling lines that are for instructors, less those that students are shown anyway.

    Args:
        sources: the texts of all sources; a line that is public in one of them is no secret.
    """
    hidden: set[str] = set()
    shown = ""
    for text in sources:
        for pattern in (_REGION, _INSTRUCTOR_CELL):
            for match in pattern.finditer(text):
                hidden |= set(_telling(match["body"]))
        shown += _INSTRUCTOR_CELL.sub("", _REGION.sub("", text)) + "\n"
    return {line for line in hidden if line not in shown}


def _telling(text: str) -> Iterator[str]:
    """Yield lines without indentation, comment signs and quotes; short ones are left out."""
    for line in text.splitlines():
        bare = line.strip().removeprefix("#").strip()
        if len(bare) >= _TELLING:
            yield bare


def find_leaks(tree: Path, secrets: Iterable[str]) -> list[str]:
    """Return one sentence for each secret line, marker or instructors' cell found below `tree`."""
    wanted = sorted(secrets)
    leaks = []
    for path in sorted(p for p in tree.rglob("*") if p.is_file()):
        name = path.relative_to(tree).as_posix()
        text = _plain_text(path)
        leaks += [f"{name}: marker '{marker}'" for marker in _MARKERS if marker in text]
        leaks += [f"{name}: '{line[:60]}'" for line in wanted if line in text]
        if path.suffix == ".ipynb" and f'"{INSTRUCTOR_TAG}"' in path.read_text(encoding="utf-8"):
            leaks.append(f"{name}: a cell with the tag '{INSTRUCTOR_TAG}'")
    return leaks


def _plain_text(path: Path) -> str:
    """Return a file's text; a notebook's cells joined, for JSON escapes would hide quotes."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
