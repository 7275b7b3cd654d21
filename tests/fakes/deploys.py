"""Deploys that only write settings: `configure`, again and again, as the playbook calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmhub.ops import prepare, words


class Deploys:
    """One state folder, and what `make deploy` does to its settings again and again."""

    def __init__(self, folder: Path, environment: pytest.MonkeyPatch) -> None:
        self.state, self.dotenv, self.environment = folder / "state", folder / ".env", environment
        self.state.mkdir()
        environment.setenv("LLMHUB_STATE_DIR", str(self.state))

    def say(self, said: dict[str, str]) -> None:
        """Give words as the playbook does: those that were not said are empty."""
        for name in words.SETTINGS:
            self.environment.setenv(f"LLMHUB_{name.upper()}", said.get(name, ""))

    def run(self, said: dict[str, str], dotenv: str = "") -> None:
        """Deploy with words and a file .env."""
        self.say(said)
        self.dotenv.write_text(dotenv)
        given = {name: said.get(name) for name in words.OTHERS}
        prepare.configure(self.dotenv, "1.2.3", given, pretend=False)

    def in_force(self, name: str) -> str:
        """Return a line of hub.env."""
        lines = (self.state / "hub.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines[1:])[f"LLMHUB_{name.upper()}"]
