"""A stand-in for a model server, for unit tests of what is sent and said; it holds no model."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class OllamaServer:
    """What the stand-in is told to do, and what it was asked.

    Attributes:
        models: name -> size in bytes, as `/api/tags` lists them.
        pieces: the answer to every chat, in pieces.
        fail_with: (status, message) answered instead of a chat, when set.
        prompt_tokens: of how many tokens it says that every question was.
        asked: the bodies of all chats, in order.
    """

    models: dict[str, int] = field(default_factory=lambda: {"tiny-chat:4m": 8_000_000})
    pieces: tuple[str, ...] = ("The late fee ", "is one euro.")
    fail_with: tuple[int, str] | None = None
    prompt_tokens: int = 6
    asked: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    """Answers as `told`, which `serve` sets in a class of its own for each server."""

    told: OllamaServer

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Give the version, or list the models."""
        if self.path == "/api/version":
            self.reply(200, {"version": "0.24.0"})
        else:
            listed = [{"model": name, "size": size} for name, size in self.told.models.items()]
            self.reply(200, {"models": listed})

    def do_POST(self) -> None:
        """Note what was asked; answer, or fail as told."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.told.asked.append(body)
        if self.told.fail_with is not None:
            status, message = self.told.fail_with
            self.reply(status, {"error": message})
        elif body["model"] not in self.told.models:
            self.reply(404, {"error": f"model '{body['model']}' not found"})
        elif body.get("stream"):
            self.reply(200, *(part(piece) for piece in self.told.pieces), part("", done=True))
        else:
            counted = {"prompt_eval_count": self.told.prompt_tokens}
            self.reply(200, part("".join(self.told.pieces), done=True) | counted)

    def reply(self, status: int, *lines: dict[str, Any]) -> None:
        """Send lines of JSON, as the server does for a stream."""
        text = "".join(json.dumps(line) + "\n" for line in lines).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@contextmanager
def serve(server: OllamaServer | None = None) -> Iterator[OllamaServer]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    told = server or OllamaServer()
    handler = type("ToldHandler", (Handler,), {"told": told})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    told.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def part(text: str, *, done: bool = False) -> dict[str, Any]:
    """Return one line of a chat's answer."""
    line: dict[str, Any] = {
        "model": "tiny-chat:4m",
        "message": {"role": "assistant", "content": text},
        "done": done,
    }
    return {**line, "eval_count": 6, "eval_duration": 1_000_000} if done else line
