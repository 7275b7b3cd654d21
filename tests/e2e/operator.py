"""Somebody at the terminal who follows the operators' guide."""

from __future__ import annotations

import subprocess
from pathlib import Path

from llmhub.ops.context import Context
from scripts.stages import ROOT


def words(context: Context) -> list[str]:
    """Return the words for make that say which hub is meant; it remembers the others itself."""
    state = context.settings.state_dir
    return [f"STATE={state}", f"DOTENV={state}/no-settings-of-the-developer"]


class Operator:
    """Somebody at the terminal who follows the guide."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context, self.folder = context, folder
        self.roster = folder / "roster.csv"
        self.invites = folder / "invites.csv"

    def types(self, command: str, *, answer: str = "", succeeds: bool = True) -> str:
        """Run `command` of the guide, give `answer` if it asks; return all that it printed."""
        typed = command.replace("roster.csv", str(self.roster)).split()
        done = subprocess.run(
            [*typed, "--no-print-directory", *words(self.context), f"OUT={self.invites}"],
            cwd=ROOT,
            input=answer,
            capture_output=True,
            text=True,
            check=False,
        )
        told = done.stdout + done.stderr
        assert (done.returncode == 0) is succeeds, (
            f"{command} ended with {done.returncode}:\n{told}"
        )
        assert "Traceback" not in told
        return told
