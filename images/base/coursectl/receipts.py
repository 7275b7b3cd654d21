"""Receipts of what was handed in, kept in ~/.llmhub/receipts, where no update of a lab goes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from coursectl import private
from coursectl.errors import CourseError

PLACE = (".llmhub", "receipts")
_NAME = re.compile(r"week([1-9][0-9]?)-([0-9]{1,6})\.json")
_LIMIT = 1 << 20
_MOST = 500


def keep(home: Path, week: int, receipt: dict[str, Any]) -> Path:
    """Write a receipt down beside the earlier ones; return its file. Raises OSError."""
    folder = home.joinpath(*PLACE)
    number = receipt.get("number")
    if not isinstance(number, int) or not 0 < number < 1_000_000:
        number = max((n for w, n in _numbers(folder) if w == week), default=0) + 1
    path = folder / f"week{week}-{number}.json"
    private.write(path, (json.dumps(receipt, indent=1) + "\n").encode("ascii"))
    return path


def kept(home: Path) -> list[dict[str, Any]]:
    """Return the receipts that can still be read, the oldest first."""
    folder = home.joinpath(*PLACE)
    found = []
    for week, number in sorted(_numbers(folder))[-_MOST:]:
        try:
            receipt = json.loads(private.read(folder / f"week{week}-{number}.json", _LIMIT) or "")
        except (CourseError, ValueError, RecursionError):
            continue
        if isinstance(receipt, dict):
            found.append({"week": week, "number": number} | receipt)
    return found


def _numbers(folder: Path) -> list[tuple[int, int]]:
    try:
        matches = [_NAME.fullmatch(path.name) for path in folder.iterdir()]
    except OSError:
        return []
    return [(int(match[1]), int(match[2])) for match in matches if match]
