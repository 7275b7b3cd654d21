"""Serve one HTML page at every path: `page_server.py PORT FILE`."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Page(BaseHTTPRequestHandler):
    """Answers every GET with the page as it is now."""

    def do_GET(self) -> None:
        """Send the page."""
        page = Path(sys.argv[2])
        body = page.read_bytes() if page.is_file() else b"<h1>A lab</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "visited=yes; Path=/")
        self.send_header("X-Seen-Cookies", self.headers.get("Cookie", ""))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
