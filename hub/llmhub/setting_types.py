"""How settings are written as text: sizes, lists, and numbers with bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

Bytes = Annotated[int, Field(ge=16 * 2**20, le=2**50)]  # 16 MiB to 1 PiB
# name[:tag][@digest] with an optional registry, as Docker's reference grammar has it
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_HOST = r"(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?"
_IMAGE = re.compile(
    rf"{_HOST}{_PART}(?:/{_PART})*(?::\w[\w.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?", re.ASCII
)


def check_image(name: str) -> str:
    """Return `name` if it can be an image's; ValueError if Docker would refuse it."""
    if not _IMAGE.fullmatch(name):
        raise ValueError(f"{name!r} is no image name, such as llmhub/gpu:1 (lower case, no blanks)")
    return name


ImageName = Annotated[str, AfterValidator(check_image)]
Seconds = Annotated[float, Field(gt=0)]
# Below 1024 only who has the right to may listen, and none of our services has.
Port = Annotated[int, Field(ge=1024, le=65535)]


def check_timezone(name: str) -> str:
    """Return `name` if it is a time zone's; ValueError otherwise."""
    try:
        if name != "UTC":  # known everywhere, other zones from the system's files
            ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"{name!r} is no time zone, such as Europe/Berlin") from None
    return name


TimeZone = Annotated[str, AfterValidator(check_timezone)]

UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
NOTHING = "none"
"""An empty list as text: an empty line would stand for the default."""


def parse_size(text: str) -> int:
    """Return `text` ("512M", "4G", "1073741824") in bytes; ValueError if it is no size."""
    number, unit = (text[:-1], UNITS[text[-1].upper()]) if text[-1:].upper() in UNITS else (text, 1)
    try:
        return int(float(number) * unit)
    except OverflowError:  # "inf", "1e400"
        raise ValueError(f"{text!r} is no size") from None


def parse_list(text: str) -> list[str]:
    """Return what `text` lists, apart by commas or blanks; [] for "none".

    >>> parse_list("4, 5")
    ['4', '5']
    """
    return [] if text.strip().lower() == NOTHING else text.replace(",", " ").split()


def list_text(items: Iterable[object]) -> str:
    """Return the text from which `parse_list` reads `items` again, in a fixed order."""
    return ",".join(sorted(map(str, items))) or NOTHING
