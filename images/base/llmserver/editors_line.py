"""The websocket to an open page of JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import websocket

from llmserver.editors import Editors

ROUTE = "llmhub/course/editors"


class EditorsLine(WebSocketMixin, websocket.WebSocketHandler, JupyterHandler):
    """`llmhub/course/editors`: a page is open as long as this is."""

    auth_resource = "contents"

    def initialize(self, editors: Editors) -> None:
        """Take the list of open pages."""
        self.editors = editors

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the websocket for who may use this server."""
        done = super().get(*args, **kwargs)
        if done is not None:
            await done

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Note the page."""
        super().open(*args, **kwargs)
        self.editors.opened(self)

    def on_close(self) -> None:
        """Forget the page."""
        self.editors.closed(self)
        super().on_close()

    def on_message(self, message: str | bytes) -> None:
        """Take an answer."""
        with suppress(ValueError, AttributeError):
            self.editors.answered(self, json.loads(message).get("saved"))

    def say(self, words: Mapping[str, Any]) -> None:
        """Send a message; a page that is gone is no error."""
        with suppress(websocket.WebSocketClosedError):
            self.write_message(json.dumps(words))
