"""A kernel's websocket that says what it was told to."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

Answer = tuple[str, dict[str, Any]]


class Socket:
    """Answers that belong to the request sent, or to somebody else's if `to` names it."""

    def __init__(self, *answers: Answer, to: str = "") -> None:
        self.answers = deque(answers)
        self.to = to

    def send(self, message: str) -> None:
        """Take a request; the answers belong to it unless told otherwise."""
        self.to = self.to or json.loads(message)["header"]["msg_id"]

    def recv(self, timeout: float) -> str:
        """Give the next answer; TimeoutError when there is none left."""
        if not self.answers:
            raise TimeoutError
        kind, content = self.answers.popleft()
        return json.dumps(
            {"parent_header": {"msg_id": self.to}, "msg_type": kind, "content": content}
        )
