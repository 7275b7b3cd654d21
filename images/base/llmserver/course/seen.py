"""Which notices the student has seen, in ~/.llmhub/seen.json; in memory while the disk is full."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from coursectl import private
from coursectl.errors import CourseError

_MOST, _LIMIT = 500, 1 << 16


class Seen:
    """The names of the notices that were seen, the newest last."""

    def __init__(self, home: Path) -> None:
        self.path = home / ".llmhub" / "seen.json"
        self.names = self._read()

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def add(self, names: Iterable[str]) -> None:
        """Remember names."""
        self.names = list(dict.fromkeys([*self.names, *names]))[-_MOST:]
        with suppress(OSError):
            private.write(self.path, json.dumps(self.names).encode("ascii"))

    def _read(self) -> list[str]:
        try:
            found = json.loads(private.read(self.path, _LIMIT) or "[]")
        except (CourseError, ValueError, RecursionError):
            return []
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
