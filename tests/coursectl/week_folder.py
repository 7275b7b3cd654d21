"""A week's folder that is handed in, and what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from coursectl.errors import CourseError
from coursectl.snapshot import take

NOTEBOOK = b'{"cells": []}'


def code_of(home: Path, week: int = 3) -> str:
    with pytest.raises(CourseError) as caught:
        take(home, week)
    return caught.value.code


def left_out(home: Path) -> dict[str, str]:
    return {one.path: one.why for one in take(home, 3).left_out}
