"""What is remembered of a week: from which version of each file the student's began. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from labsync.sealed import Damaged, seal, unseal


@dataclass(frozen=True)
class FileRecord:
    """One file of the course's.

    Attributes:
        sha: SHA-256 of the version that the student's began from; empty: not known.
        at: where the student has it, if not where the course does.
        beside: the file that was put beside it, if the student's could not be merged.
        beside_sha: SHA-256 of what was put there.
    """

    sha: str = ""
    at: str = ""
    beside: str = ""
    beside_sha: str = ""


@dataclass(frozen=True)
class Record:
    """A week: the release it was last brought to, and its files by the course's paths."""

    release: str = ""
    files: Mapping[str, FileRecord] = field(default_factory=dict)


Change = Mapping[str, FileRecord | None]
"""Files to be remembered from now on, None: to be forgotten."""


def changed(files: Mapping[str, FileRecord], change: Change) -> dict[str, FileRecord]:
    """Return the files after a change."""
    both = {**files, **change}
    return {path: one for path, one in both.items() if one is not None}


def dump(record: Record) -> bytes:
    """Return a record as the bytes of its file."""
    return seal({"release": record.release, "files": dump_change(record.files)})


def load(data: bytes) -> Record:
    """Return the record in `data`.

    Raises:
        Damaged: it is no longer what was written.
    """
    body = unseal(data)
    try:
        return Record(str(body["release"]), changed({}, load_change(body["files"])))
    except (KeyError, TypeError, AttributeError) as error:
        raise Damaged("no record") from error


def dump_change(change: Change) -> dict[str, Any]:
    """Return a change as JSON has it."""
    return {path: one and asdict(one) for path, one in change.items()}


def load_change(body: Mapping[str, Any]) -> dict[str, FileRecord | None]:
    """Return the change that `dump_change` made this of. Raises TypeError, AttributeError."""
    return {path: None if one is None else FileRecord(**one) for path, one in body.items()}
