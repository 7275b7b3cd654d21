"""What every operator command needs: the settings of one deployed hub and where its files lie."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.settings import Settings, load

REPOSITORY = Path(__file__).resolve().parents[3]
"""The folder with docker-compose.yml; the commands run from the source tree."""


@dataclass(frozen=True)
class Context:
    """One deployed hub."""

    settings: Settings
    layout: StateLayout

    @property
    def compose_file(self) -> Path:
        """The services of the hub."""
        return REPOSITORY / "docker-compose.yml"

    def secret(self, name: str) -> str:
        """Read one secret; raises LabError `no-secret`."""
        try:
            return self.layout.secret(name).read_text(encoding="utf-8").strip()
        except OSError:
            raise LabError(
                "no-secret",
                f"{self.layout.secret(name)} cannot be read: run as root, after `make deploy`.",
            ) from None


def open_context(state_dir: Path) -> Context:
    """Read the settings that deploy wrote into `state_dir`.

    Raises SettingsError `no-settings` or `bad-settings`, or LabError `not-allowed`.
    """
    layout = StateLayout(state_dir)
    if layout.env_file.exists() and not os.access(layout.env_file, os.R_OK):
        raise LabError(
            "not-allowed", f"{layout.env_file} cannot be read: run this command as root."
        )
    return Context(load(layout.env_file), layout)
