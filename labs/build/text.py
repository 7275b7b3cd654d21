"""Read the course's sources: texts in UTF-8, whatever the machine's own encoding is."""

from __future__ import annotations

from pathlib import Path

from labs.build.errors import BuildError


def read_text(path: Path) -> str:
    """Return the text of a source.

    Raises:
        BuildError: `COURSE-ENCODING` with the line that is not UTF-8.
    """
    content = path.read_bytes()
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BuildError(
            "COURSE-ENCODING", f"{path}, line {line}: not UTF-8. Save the file as UTF-8 text."
        ) from error
