"""One page on one port, for as long as an app is not there to answer itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

POLL_SECONDS = 0.5


def make_handler(text: Callable[[], str], pressed: Event) -> type[BaseHTTPRequestHandler]:
    """Return a handler that shows a page for every GET, and sets `pressed` on a POST."""

    class Notice(BaseHTTPRequestHandler):
        def _reply(self, status: int, body: bytes, location: str = "") -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._reply(200, text().encode())

        def do_POST(self) -> None:
            # The body is of no interest, but unread bytes would reset the connection.
            self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 65536))
            self._reply(303, b"", location="?")
            pressed.set()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the app's log is for the app."""

    return Notice


def show_until(port: int, text: str, done: Callable[[], bool]) -> None:
    """Serve a page on 127.0.0.1 until `done()` or the page's button; then free the port."""
    pressed = Event()
    server = open_server(port, make_handler(lambda: text, pressed))
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        while not pressed.wait(POLL_SECONDS) and not done():
            pass
    finally:
        server.shutdown()
        server.server_close()


def open_server(
    port: int, handler: type[BaseHTTPRequestHandler], patience: float = 30.0
) -> ThreadingHTTPServer:
    """Listen on a port of 127.0.0.1 as soon as its last owner has let go of it."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)
