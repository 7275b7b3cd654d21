"""A notebook server with the course's addresses, without the rest of the image.

    python tests/fakes/course_lab.py SOCKET_NUMBER HOME RELEASE

It logs in by the token LOGIN and sets cookies as any Jupyter server does. Labsync runs from
the checkout. Prints `ready` when it answers; it listens on the socket that was handed down.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from jupyter_server.serverapp import ServerApp
from llmserver.course.handlers import install
from tornado.httpserver import HTTPServer

from tests.fakes.course_api import LOGIN

LABSYNC = "import sys, runpy; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('labsync')"
SOURCES = Path(__file__).parents[2] / "images/base"


def main(descriptor: int, home: Path, release: Path) -> None:
    """Serve until the process is ended."""
    listening = socket.socket(fileno=descriptor)
    app = ServerApp(
        token=LOGIN,
        root_dir=str(home),
        allow_root=True,
        open_browser=False,
        allow_unauthenticated_access=False,
        port=listening.getsockname()[1],
        port_retries=0,
    )
    app.initialize([], find_extensions=False, new_httpserver=False)
    labsync = (sys.executable, "-I", "-c", LABSYNC, str(SOURCES))
    install(app.web_app, home, release, labsync)
    server = HTTPServer(app.web_app)
    listening.setblocking(False)
    server.add_socket(listening)
    app.io_loop.add_callback(lambda: print("ready", flush=True))
    app.io_loop.start()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
