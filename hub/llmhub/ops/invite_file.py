"""invites.csv: names and links, for the operator alone, on the disk before any link is good."""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from llmhub.errors import LabError

COLUMNS = ("name", "invite_url", "expires")


class InviteFile:
    """A file in the making: opened before the hub is asked for anything, mode 0600.

    Raises LabError `not-written` where it cannot be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")

    def __enter__(self) -> Self:
        try:
            if self.path.is_dir():
                raise IsADirectoryError(None, "it is a folder")
            descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise self._not_written(error) from None
        if "SUDO_UID" in os.environ:  # who called sudo is who sends the links
            os.fchown(descriptor, int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"]))
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def write(self, invites: Sequence[Mapping[str, str]]) -> None:
        """Write the links under the final name; an older file is kept under a number."""
        try:
            writer = csv.DictWriter(self._file, COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(invites)
            self._file.flush()
            os.fsync(self._file.fileno())
            keep_older(self.path)
            self._part.rename(self.path)
        except OSError as error:
            raise self._not_written(error) from None

    def withdraw(self) -> None:
        """Remove what was written: the hub has refused these links."""
        self.path.unlink(missing_ok=True)

    def _not_written(self, error: OSError) -> LabError:
        return LabError("not-written", f"{self.path} cannot be written: {error.strerror}.")


def keep_older(path: Path) -> None:
    """Move an existing file aside: its links may not have been sent yet."""
    if not path.exists():
        return
    number = 1
    while (kept := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    path.rename(kept)
