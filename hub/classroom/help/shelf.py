"""Where copies lie while instructors may look at them: `help/<id>/{file,log}`."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.help.sent import Copy

_FILE, _LOG = "file", "log"


@dataclass(frozen=True)
class Shelf:
    """The folder of copies; each one is replaced as a whole and removed without a trace."""

    folder: Path

    def put(self, number: int, copy: Copy) -> None:
        """Keep a copy in the place of the one before.

        Raises:
            ClassroomError: `help-not-kept` when the disk does not take it.
        """
        place = self.folder / str(number)
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, data in ((_FILE, copy.data), (_LOG, copy.log)):
                _replace(place / name, data)
        except OSError as error:
            raise ClassroomError(
                "help-not-kept",
                "The copy could not be kept: the hub's disk did not take it. Show your screen.",
                507,
            ) from error

    def get(self, number: int) -> Copy | None:
        """Return a copy, None where there is none."""
        place = self.folder / str(number)
        try:
            return Copy((place / _FILE).read_bytes(), (place / _LOG).read_bytes())
        except OSError:
            return None

    def remove(self, number: int) -> None:
        """Remove a copy, if there is one."""
        shutil.rmtree(self.folder / str(number), ignore_errors=True)

    def numbers(self) -> list[int]:
        """Return of which requests something lies here."""
        if not self.folder.is_dir():
            return []
        return [int(one.name) for one in self.folder.iterdir() if one.name.isdecimal()]


def _replace(path: Path, data: bytes) -> None:
    opened, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    with os.fdopen(opened, "wb") as file:
        file.write(data)
    Path(draft).replace(path)
