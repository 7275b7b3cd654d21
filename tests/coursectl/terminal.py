"""Somebody at a terminal, who calls the commands and reads what they print."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coursectl.command import llmlab, main


@dataclass
class Terminal:
    """Calls the commands, and reads what they print."""

    home: Path
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    def run(self, *words: str) -> int:
        """Run `coursectl`, or `llmlab` where that is said first; return the exit status."""
        try:
            code = llmlab(words[1:]) if words[:1] == ("llmlab",) else main(words)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        self.out, self.err = self.capsys.readouterr()
        return code

    def json(self, *words: str) -> Any:
        assert self.run(*words, "--json") == 0, self.err
        return json.loads(self.out)

    @property
    def token_file(self) -> Path:
        return self.home / ".config/llmhub/course-token"

    def keep(self, token: str, mode: int = 0o600) -> None:
        """Store a token as `login` does."""
        self.token_file.parent.mkdir(parents=True, exist_ok=True)
        self.token_file.write_text(token)
        self.token_file.chmod(mode)


def order(user: str, state: str, **more: Any) -> dict[str, Any]:
    """Return a row of a push."""
    return {"user": user, "week": 3, "state": state} | more
