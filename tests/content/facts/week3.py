"""The texts and data of week 3, as the tests of its facts read them."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from tests.content.conftest import ROOT

CONTENT = ROOT / "content/week3"
LAB = ROOT / "labs/week3"


@cache
def text(name: str) -> str:
    """Return a text of the week, its lines joined."""
    path = next(folder / name for folder in (CONTENT, LAB) if (folder / name).exists())
    return re.sub(r"\s+(?:# )?", " ", path.read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a JSONL file of the lab."""
    lines = (LAB / "data" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
