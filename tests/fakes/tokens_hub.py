"""A hub that knows a few tokens and nothing else, in the test's own loop."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tornado import httpserver, web
from tornado.testing import bind_unused_port

ACCESS, ATTEND, TEACH = (
    "access:services!service=course",
    "custom:course:attend",
    "custom:course:teach",
)


def person(name: str, *groups: str, scopes: tuple[str, ...] = (ACCESS, ATTEND)) -> dict[str, Any]:
    """Return what JupyterHub says of a token of a person."""
    return {"kind": "user", "name": name, "groups": list(groups), "scopes": list(scopes)}


class WhoHandler(web.RequestHandler):
    """`GET /hub/api/user`."""

    def get(self) -> None:
        """Tell whose token it is."""
        token = self.request.headers.get("Authorization", "").removeprefix("token ")
        self.settings["asked"].append(token)
        model = self.settings["tokens"].get(token)
        self.set_status(200 if model else 403)
        self.finish(json.dumps(model or {"status": 403}))


@asynccontextmanager
async def tokens_hub(tokens: dict[str, Any]) -> AsyncIterator[tuple[int, list[str]]]:
    """Serve these tokens; yields the port and the list of tokens that were asked for."""
    asked: list[str] = []
    application = web.Application([("/hub/api/user", WhoHandler)], tokens=tokens, asked=asked)
    socket, port = bind_unused_port()
    server = httpserver.HTTPServer(application)
    server.add_sockets([socket])
    yield port, asked
    server.stop()
    await server.close_all_connections()
