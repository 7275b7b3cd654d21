"""The admin's own file .env: read strictly, for a misspelt name would change nothing in silence."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

from llmhub.errors import SettingsError
from llmhub.settings import Settings, load

PREFIX = "LLMHUB_"
KNOWN = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


def read_settings(path: Path | None) -> Settings:
    """Return the settings from the environment, over those in `path` if it is there.

    Raises SettingsError `bad-settings` that names what is wrong.
    """
    if path is None or not path.exists():
        return load()
    try:
        names = list(dotenv_values(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsError("bad-settings", f"{path} cannot be read: {reason}.") from None
    for name in names:
        if name not in KNOWN:
            raise SettingsError("bad-settings", f"{path}: {name} is no setting{hint(name)}.")
    return load(path)


def hint(name: str) -> str:
    """Return what was probably meant, "" if nothing comes near."""
    close = get_close_matches(name, KNOWN, n=1)
    return f", perhaps {close[0]} is meant" if close else "; .env.example shows them all"
