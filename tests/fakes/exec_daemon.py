"""Docker's API as far as a command in a container needs it, on a socket of the test's own.

What the container says is the test's: frames sent as soon as, or before, anybody can read them.
"""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import docker

UPGRADED = (
    b"HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
    b"Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
)
Talk = Callable[[socket.socket], None]


def frame(data: bytes, stream: int = 1) -> bytes:
    """Return a piece of output as Docker frames it; 1 is standard output, 2 standard error."""
    return struct.pack(">BxxxL", stream, len(data)) + data


class Daemon(socketserver.ThreadingUnixStreamServer):
    """Answers the three calls; `talk` is what the command says."""

    talk: Talk
    running = False
    exit_code = 0
    daemon_threads = True


class Handler(BaseHTTPRequestHandler):
    server: Daemon
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""

    def address_string(self) -> str:
        return "unix"

    def answer(self, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("/start"):
            with suppress(OSError):  # whoever listened has gone
                self.server.talk(self.connection)
            self.close_connection = True
        else:
            self.answer({"Id": "e1"})

    def do_GET(self) -> None:
        self.answer({"Running": self.server.running, "ExitCode": self.server.exit_code})


@contextmanager
def exec_daemon(path: Path, talk: Talk) -> Iterator[tuple[Daemon, docker.APIClient]]:
    """Run the daemon; yields it and a client."""
    with Daemon(str(path), Handler) as daemon:
        daemon.talk = talk
        thread = threading.Thread(target=daemon.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        client = docker.APIClient(base_url=f"unix://{path}", version="1.44", timeout=20)
        yield daemon, client
        client.close()
        daemon.shutdown()
        thread.join()
