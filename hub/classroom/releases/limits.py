"""How much a release may hold, and what its files may be called. Pure values and functions."""

from __future__ import annotations

import re
import unicodedata

FILE_BYTES = 20 * 1024 * 1024
"""The largest file of a release."""
WEEK_BYTES = 200 * 1024 * 1024
"""All files of one week together."""
SOURCE_BYTES = 1024 * 1024 * 1024
"""All files of a source together."""
SOURCE_FILES = 10_000
"""How many files and folders a source may have."""
DEPTH = 16
"""How deep its folders may lie in each other."""
NAME_BYTES = 200
"""The longest name of a file or folder."""

_WEEK = re.compile(r"week([1-9]\d?)")
# Control characters, separators of lines and paragraphs, halves of characters.
_ODD = frozenset({"Cc", "Zl", "Zp", "Cs"})


def week_of(name: str) -> int | None:
    """Return the week that a folder is for, None when it is for none.

    >>> week_of("week3"), week_of("week03")
    (3, None)
    """
    found = _WEEK.fullmatch(name)
    return int(found[1]) if found else None


def trouble_with(name: str) -> str:
    """Return what is wrong with the name of a file or folder; "" when it is plain."""
    if name in ("", ".", "..") or "/" in name:
        return "is no name of a file"
    if any(unicodedata.category(sign) in _ODD for sign in name):
        return "has a control character or a line break in its name"
    if len(name.encode()) > NAME_BYTES:
        return f"has a name of more than {NAME_BYTES} bytes"
    return ""


def shown(name: str) -> str:
    """Return a name that can stand in a message: short, and on one line."""
    safe = "".join("?" if unicodedata.category(sign) in _ODD else sign for sign in name)
    return safe if len(safe) <= 120 else f"{safe[:117]}..."


def in_megabytes(count: int) -> str:
    """Return a size in words.

    >>> in_megabytes(FILE_BYTES)
    '20 MB'
    """
    return f"{count // (1024 * 1024)} MB"
