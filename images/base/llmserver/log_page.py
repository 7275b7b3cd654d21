"""The tile "App logs": the last lines of every log in one folder, newest file first.

python -m llmserver.log_page --port 41000 ~/apps/logs
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from threading import Event

from llmserver.notice import make_handler, open_server
from llmserver.pages import log_block, page

LAST_BYTES = 20_000


def tail(path: Path) -> str:
    """Return the end of a regular file, from the start of a line."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LAST_BYTES))
        text = file.read().decode("utf-8", "replace")
    return text if size <= LAST_BYTES else text.partition("\n")[2]


def written(path: Path) -> float:
    """Return when a file was written last; 0 for one that is gone meanwhile."""
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def shown(path: Path) -> str:
    """Return a file's end as HTML, or why it is not shown: a link, say, or somebody else's."""
    try:
        return log_block([tail(path)])
    except OSError as error:
        return f"<p>It cannot be read: {escape(error.strerror or str(error))}</p>"


def logs(folder: Path) -> str:
    """Return the page with all logs in `folder`."""
    parts = []
    try:
        for path in sorted(folder.glob("*.log"), key=written, reverse=True):
            parts.append(f"<h2>{escape(path.name)}</h2>{shown(path)}")
    except OSError as error:
        parts.append(f"<p>The logs cannot be read: {escape(str(error))}</p>")
    if not parts:
        parts.append("<p>No app has run yet. Open one from the launcher.</p>")
    again = '<form action="?"><button>Look again</button></form>'
    return page("What your apps printed", again + "".join(parts))


def main(arguments: Sequence[str]) -> None:
    """Entry point; serves until the process is ended."""
    parser = argparse.ArgumentParser(prog="log_page", description="Show the logs of the apps.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    handler = make_handler(lambda: logs(options.folder), Event())
    open_server(options.port, handler).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
