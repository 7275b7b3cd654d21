"""A copy of a file as a lab sends it, checked before anything of it is kept. Pure."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

from classroom.errors import ClassroomError
from classroom.handins.notebooks import Unreadable, read_notebook

COPY_BYTES, LOG_BYTES = 5_000_000, 100_000


@dataclass(frozen=True)
class Copy:
    """A file, and of an app the end of what it printed; empty for other files."""

    data: bytes = field(repr=False)
    log: bytes = field(default=b"", repr=False)


def unpack(path: str, sent: dict[str, Any]) -> Copy:
    """Return the copy in the JSON that a lab sent: {"content", "log"}, in base64.

    Raises:
        ClassroomError: `help-copy`, `help-too-big` or `help-bad-notebook`.
    """
    copy = Copy(
        _decoded(sent.get("content"), COPY_BYTES), _decoded(sent.get("log") or "", LOG_BYTES)
    )
    if path.endswith(".ipynb"):
        try:
            read_notebook(copy.data, COPY_BYTES)
        except Unreadable as error:
            raise ClassroomError(
                "help-bad-notebook",
                f"The notebook cannot be shown: {error}. Save it in JupyterLab and try again.",
            ) from error
    return copy


def _decoded(content: object, most: int) -> bytes:
    # Three bytes are four letters: what is too large is not even decoded.
    if isinstance(content, str) and len(content) > most * 4 // 3 + 4:
        raise _too_big(most)
    try:
        if not isinstance(content, str):
            raise TypeError
        data = base64.b64decode(content, validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise ClassroomError("help-copy", 'Send "content", and "log" if any, in base64.') from error
    if len(data) > most:
        raise _too_big(most)
    return data


def _too_big(most: int) -> ClassroomError:
    return ClassroomError(
        "help-too-big",
        f"A file that others look at has {most / 1e6:g} MB at most: clear the outputs, save it, "
        "and try again.",
        413,
    )
