"""Words of `make deploy` that are remembered: a hub stays where it is until it is told to move.

They are read back from hub.env, and nothing else is: a setting that was taken out of .env has its
default again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from llmhub.errors import LabError, SettingsError
from llmhub.layout import StateLayout

PREFIX = "LLMHUB_"
SETTINGS = (
    *("name", "port", "staff_port", "hub_port", "proxy_api_port", "course_port"),
    *("subnet", "bind_address"),
    *("week", "gpu"),
)
"""Settings that make takes as words."""
OTHERS = {"notebook": "base", "admin": "admin"}
"""Words for the playbook alone, and their defaults: target of the notebook image, first admin."""


def remembered(state_dir: Path) -> dict[str, str]:
    """Return the words that hold since the last deploy into `state_dir`; none before the first one.

    A hub's name is always among them. Raises LabError `not-allowed`, or SettingsError
    `bad-settings` if the file is no text.
    """
    path = StateLayout(state_dir).env_file
    try:
        found = dotenv_values(path) if path.is_file() else {}
    except PermissionError:
        raise LabError("not-allowed", f"{path} cannot be read: run this as root.") from None
    except UnicodeDecodeError:
        raise SettingsError(
            "bad-settings", f"{path} is damaged: remove it, deploy again."
        ) from None
    said = (found.get(f"{PREFIX}WORDS") or "").split()
    known = {name: found.get(f"{PREFIX}{name.upper()}") for name in ("name", *said, *OTHERS)}
    return {name: value for name, value in known.items() if value}


def settle(given: Mapping[str, str | None], state_dir: Path) -> dict[str, str]:
    """Return the playbook's own words: as given, else as remembered, else the default."""
    before = remembered(state_dir)
    return {name: given.get(name) or before.get(name, OTHERS[name]) for name in OTHERS}


def check_name(name: str, before: Mapping[str, str], state_dir: Path) -> None:
    """Raise SettingsError `name-differs` if the hub in `state_dir` is called otherwise.

    `before` are the remembered words. Its containers, bridge and volumes would stay behind, on the
    same database and homes.
    """
    known = before.get("name", name)
    if known != name:
        raise SettingsError(
            "name-differs",
            f"The hub in {state_dir} is called {known}, and cannot become {name}: leave NAME "
            "out, or give another STATE=… for another hub.",
        )
