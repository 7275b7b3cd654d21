"""Run a student's app for its tile: log what it prints, explain when it ends, restart on change.

    python -m llmserver.run_app --port 41000 --log app.log app.py -- python app.py

While the app runs it owns the port. When it ends, or its file is missing, this process answers on
the port in its place with a plain page, until the file is saved or the page's button is pressed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from llmserver import pages
from llmserver.app_log import AppLog
from llmserver.notice import show_until

POLL_SECONDS = 1.0


def version(path: Path) -> tuple[int, int] | None:
    """Return something that changes when the file is saved; None when there is no file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def was_saved(path: Path, before: tuple[int, int] | None) -> bool:
    """Say whether the file is another one than `before`, and there at all."""
    return version(path) not in (before, None)


def stop(process: subprocess.Popen[str]) -> None:
    """End an app with all it started, kindly first."""
    for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def run_once(command: Sequence[str], path: Path, log: AppLog) -> int | None:
    """Run the app until it ends, and return its exit status; None when its file was saved."""
    now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    log.write(f"--- started {now}\n")
    before = version(path)
    process = subprocess.Popen(
        command,
        cwd=path.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    assert process.stdout is not None
    reader = threading.Thread(target=log.follow, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        while (code := process.poll()) is None:
            time.sleep(POLL_SECONDS)
            if watched(command) and was_saved(path, before):
                log.write("--- the file was saved: starting it again\n")
                return None
        reader.join(timeout=1.0)
        return code
    finally:
        stop(process)


def watched(command: Sequence[str]) -> bool:
    """Say whether a saved file restarts the app; Streamlit looks after that itself."""
    return "streamlit" not in command


def serve(port: int, path: Path, log: AppLog, command: Sequence[str]) -> None:
    """Run the app again and again, with a page in between. Never returns."""
    while True:
        before = version(path)
        if before is None:
            text = pages.missing(str(path))
        else:
            code = run_once(command, path, log)
            if code is None:
                continue
            text = pages.stopped(str(path), code, log.lines())
        show_until(port, text, partial(was_saved, path, before))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the command line's values; everything after `--` is the app's own command."""
    parser = argparse.ArgumentParser(prog="run_app", description="Run a student's app.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("path", type=Path)
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> None:
    """Entry point: `SIGTERM` ends the app too."""
    options = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    serve(options.port, options.path, AppLog(options.log), options.command)


if __name__ == "__main__":
    main(sys.argv[1:])
