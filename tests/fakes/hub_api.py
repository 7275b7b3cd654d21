"""The three answers of the hub's API that a student's server needs, without a hub.

    python tests/fakes/hub_api.py 127.0.0.1 8081

One user, `ada`, with the token `ada-token`; `eve` (`eve-token`) exists and may not enter.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

VERSION = "6.1.1"
ACCESS = "access:servers!server=ada/"
USERS = {
    "ada-token": {"name": "ada", "kind": "user", "scopes": [ACCESS]},
    "eve-token": {"name": "eve", "kind": "user", "scopes": ["access:servers!server=eve/"]},
}


class HubApi(BaseHTTPRequestHandler):
    """GET /hub/api (version), GET /hub/api/user (who has this token), POST .../activity."""

    activity: ClassVar[list[object]] = []

    def _reply(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("X-JupyterHub-Version", VERSION)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if self.path.rstrip("/") == "/hub/api":
            self._reply(200, {"version": VERSION})
            return
        token = self.headers.get("Authorization", "").rpartition(" ")[2]
        user = USERS.get(token) if self.path.split("?")[0] == "/hub/api/user" else None
        self._reply(200 if user else 403, user or {"status": 403, "message": "no"})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.activity.append(json.loads(self.rfile.read(length) or b"null"))
        self._reply(200, {})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def environment(hub: str, prefix: str = "/user/ada/") -> dict[str, str]:
    """Return what a hub at `hub` (http://host:port) sets for ada's server."""
    return {
        "JUPYTERHUB_API_TOKEN": "ada-token",
        "JUPYTERHUB_API_URL": f"{hub}/hub/api",
        "JUPYTERHUB_ACTIVITY_URL": f"{hub}/hub/api/users/ada/activity",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-ada",
        "JUPYTERHUB_HOST": "",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps([ACCESS]),
        "JUPYTERHUB_OAUTH_SCOPES": json.dumps([ACCESS]),
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{prefix}oauth_callback",
        "JUPYTERHUB_SERVER_NAME": "",
        "JUPYTERHUB_SERVICE_PREFIX": prefix,
        "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:8888{prefix}",
        "JUPYTERHUB_USER": "ada",
    }


if __name__ == "__main__":
    ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), HubApi).serve_forever()
