"""Notes to the student: what could not be prepared, in a file and in the container's log."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NOTES_FILE = Path("/tmp/llmhub-notes.txt")


class Notes:
    """Collect sentences while the home is prepared; write them down at the end."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, code: str, sentence: str) -> None:
        """Keep one note: a stable code for programs, a sentence for people."""
        self.lines.append(f"{code}: {sentence}")
        print(f"llmhub: {code}: {sentence}", file=sys.stderr, flush=True)

    def write(self, path: Path = NOTES_FILE) -> None:
        """Write all notes to `path`, or remove the file of an earlier start when there is none.

        The folder is the student's own, so anything may wait under that name: never follow a link,
        never block on a pipe, never fail.
        """
        try:
            path.unlink(missing_ok=True)
            if self.lines:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_NONBLOCK
                with os.fdopen(os.open(path, flags, 0o644), "w", encoding="utf-8") as file:
                    file.write("\n".join(self.lines) + "\n")
        except OSError as error:
            print(f"llmhub: N01: the notes could not be written: {error}", file=sys.stderr)
