"""A stand-in for the Hugging Face hub: what its library asks to download a model, and no more.

One commit a repository. Weights (*.safetensors) are called by their SHA-256, as the hub does.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class ModelHub:
    """Repositories by name (owner/name), each a table of files; `spoiled` come changed."""

    repositories: dict[str, dict[str, bytes]]
    spoiled: set[str] = field(default_factory=set)
    address: str = ""

    def commit(self, name: str) -> str:
        """Return the only commit of a repository."""
        return hashlib.sha1(repr(sorted(self.repositories[name].items())).encode()).hexdigest()

    def knows(self, name: str, revision: str) -> bool:
        """Return whether the revision is the commit, its beginning, or `main`."""
        return revision == "main" or self.commit(name).startswith(revision)


@contextmanager
def serve(hub: ModelHub, host: str) -> Iterator[ModelHub]:
    """Serve `hub` on an address of this machine."""
    handler = type("Handler", (Answers,), {"hub": hub})
    with ThreadingHTTPServer((host, 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        hub.address = f"http://{host}:{server.server_port}"
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()


def name_of(file: str, content: bytes) -> str:
    """Return what the hub calls a file's content by: its SHA-256, or git's name for small ones."""
    if file.endswith(".safetensors"):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()


class Answers(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    hub: ModelHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer with facts about a repository, or with a file of it."""
        words = self.path.partition("?")[0].strip("/").split("/")
        api = words[:2] == ["api", "models"]
        owner, model, *rest = words[2:] if api else words
        name = f"{owner}/{model}"
        revision = rest[1] if len(rest) > 1 else "main"
        if name not in self.hub.repositories:
            self._refuse("RepoNotFound")
        elif not self.hub.knows(name, revision):
            self._refuse("RevisionNotFound")
        elif api and rest[:1] == ["tree"]:
            self._tell(self._tree(name))
        elif api:
            self._tell({"id": name, "modelId": name, "sha": self.hub.commit(name)})
        else:
            self._file(name, "/".join(rest[2:]))

    def _tree(self, name: str) -> list[dict[str, Any]]:
        found = []
        for file, content in self.hub.repositories[name].items():
            called, size = name_of(file, content), len(content)
            large = {"lfs": {"oid": called, "size": size, "pointerSize": 130}}
            more = large if file.endswith(".safetensors") else {}
            found.append({"type": "file", "path": file, "size": size, "oid": called, **more})
        return found

    def _file(self, name: str, file: str) -> None:
        content = self.hub.repositories[name].get(file)
        if content is None:
            self._refuse("EntryNotFound")
            return
        sent = bytes(byte ^ 1 for byte in content) if file in self.hub.spoiled else content
        headers = {"ETag": f'"{name_of(file, content)}"', "X-Repo-Commit": self.hub.commit(name)}
        self._send(200, sent, headers)

    def _tell(self, facts: object) -> None:
        self._send(200, json.dumps(facts).encode(), {"Content-Type": "application/json"})

    def _refuse(self, code: str) -> None:
        self._send(404, b"", {"X-Error-Code": code, "X-Error-Message": code})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Say nothing."""
