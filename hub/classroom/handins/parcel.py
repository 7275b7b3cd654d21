"""What a student sends: files, checked as a whole before anything is kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from classroom.errors import ClassroomError
from classroom.handins.names import check_name, check_together
from classroom.handins.notebooks import Unreadable, read_notebook

NOTEBOOK = "assignment.ipynb"
MOST_FILES, FILE_BYTES, ALL_BYTES = 200, 10_000_000, 20_000_000


@dataclass(frozen=True)
class Parcel:
    """Files as they were sent: name -> bytes, in the order of their names' bytes."""

    files: dict[str, bytes]

    @property
    def bytes(self) -> int:
        """The sizes of all files together."""
        return sum(map(len, self.files.values()))

    @property
    def hashes(self) -> dict[str, str]:
        """Name -> SHA-256 of the file."""
        return {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}

    @property
    def sha256(self) -> str:
        """The one hash that stands on the receipt; see `digest`."""
        return digest(self.hashes)


def digest(hashes: dict[str, str]) -> str:
    """Return one SHA-256 over files: that of what `sha256sum` prints of them, sorted by name.

    A student gets the same in a folder that holds what was handed in and nothing else:

        find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
    """
    lines = (f"{hashes[name]}  {name}\n" for name in sorted(hashes, key=str.encode))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def unpack(sent: Any) -> Parcel:
    """Return the parcel in the JSON that a client sent: `[{"path", "content"}]`, in base64.

    Raises:
        ClassroomError: `handin-files`, `handin-name`, `handin-too-many`, `handin-too-big`,
            `handin-no-notebook` or `handin-bad-notebook`.
    """
    if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
        raise _refused("handin-files", 'Send "files" as a list of {"path", "content"}.')
    if len(sent) > MOST_FILES:
        raise _refused(
            "handin-too-many",
            f"{len(sent)} files are too many: {MOST_FILES} at most. Take out what is not needed.",
        )
    names = [check_name(one.get("path")) for one in sent]
    check_together(names)
    given = dict(zip(names, sent, strict=True))
    if NOTEBOOK not in given:
        raise _refused(
            "handin-no-notebook", f"There is no {NOTEBOOK}. Give the file its name back."
        )
    # Three bytes are four letters: what is too large is not even decoded.
    if sum(len(str(one.get("content"))) for one in sent) > ALL_BYTES * 4 // 3 + 4 * MOST_FILES:
        raise _too_big("the files together", ALL_BYTES)
    files = {name: _decoded(name, given[name]) for name in sorted(names, key=str.encode)}
    _check_notebook(files[NOTEBOOK])
    parcel = Parcel(files)
    if parcel.bytes > ALL_BYTES:
        raise _too_big("the files together", ALL_BYTES)
    return parcel


def _decoded(name: str, one: dict[str, Any]) -> bytes:
    """Return a file's bytes."""
    content = one.get("content")
    try:
        if not isinstance(content, str):
            raise TypeError
        data = base64.b64decode(content, validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise _refused("handin-files", f"The content of {name} is not base64.") from error
    if len(data) > FILE_BYTES:
        raise _too_big(name, FILE_BYTES)
    return data


def _check_notebook(data: bytes) -> None:
    try:
        read_notebook(data)
    except Unreadable as error:
        raise _refused(
            "handin-bad-notebook",
            f"{NOTEBOOK} cannot be read: {error}. Open it in JupyterLab, save it, and try again.",
        ) from error


def _too_big(what: str, limit: int) -> ClassroomError:
    return _refused(
        "handin-too-big",
        f"Too large: {what}, {limit // 1_000_000} MB at most. Take out what is not needed.",
        413,
    )


def _refused(code: str, why: str, status: int = 400) -> ClassroomError:
    return ClassroomError(code, f"Nothing was handed in. {why}", status)
