"""How settings are written as text: sizes, lists, and numbers with bounds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

Bytes = Annotated[int, Field(ge=16 * 2**20)]
Seconds = Annotated[float, Field(gt=0)]
# Below 1024 only who has the right to may listen, and none of our services has.
Port = Annotated[int, Field(ge=1024, le=65535)]

UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
NOTHING = "none"
"""An empty list as text: an empty line would stand for the default."""


def parse_size(text: str) -> int:
    """Return `text` ("512M", "4G", "1073741824") in bytes; ValueError if it is no size."""
    number, unit = (text[:-1], UNITS[text[-1].upper()]) if text[-1:].upper() in UNITS else (text, 1)
    return int(float(number) * unit)


def parse_list(text: str) -> list[str]:
    """Return what `text` lists, apart by commas or blanks; [] for "none".

    >>> parse_list("4, 5")
    ['4', '5']
    """
    return [] if text.strip().lower() == NOTHING else text.replace(",", " ").split()


def list_text(items: Iterable[object]) -> str:
    """Return the text from which `parse_list` reads `items` again, in a fixed order."""
    return ",".join(sorted(map(str, items))) or NOTHING
