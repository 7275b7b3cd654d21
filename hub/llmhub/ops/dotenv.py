"""The admin's own file .env: read strictly, for a misspelt name would change nothing in silence."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

from llmhub.errors import SettingsError
from llmhub.ops import words
from llmhub.ops.words import PREFIX
from llmhub.settings import Settings, load


def read_settings(path: Path | None) -> Settings:
    """Return the settings: from the environment, from `path` if it is there, words as remembered.

    Raises SettingsError `bad-settings` that names what is wrong, or `name-differs`.
    """
    return read_with_words(path)[0]


def read_with_words(path: Path | None) -> tuple[Settings, list[str]]:
    """Return the settings, and which of them hold because they were said as words, once or now."""
    path = path if path is not None and path.exists() else None
    file = read_file(path) if path else {}
    said = {name for name in words.SETTINGS if os.environ.get(variable(name))}
    place = os.environ.get(variable("state_dir")) or file.get(variable("state_dir"))
    state_dir = Path(place or Settings.model_fields["state_dir"].default)
    before = words.remembered(state_dir)
    kept = {
        name: value
        for name, value in before.items()
        if name in words.SETTINGS and name not in said and variable(name) not in file
    }
    settings = load(path, **kept)
    words.check_name(settings.name, before, state_dir)
    return settings, sorted({*said, *kept} - {"name"})  # a name is remembered without being said


def variable(name: str) -> str:
    """Return what a setting is called in the environment."""
    return f"{PREFIX}{name.upper()}"


KNOWN = [variable(name) for name in Settings.model_fields]


def read_file(path: Path) -> dict[str, str]:
    """Return what the file says; raises SettingsError `bad-settings` for what is no setting."""
    try:
        found = dotenv_values(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsError("bad-settings", f"{path} cannot be read: {reason}.") from None
    for name in found:
        if name not in KNOWN:
            raise SettingsError("bad-settings", f"{path}: {name} is no setting{hint(name)}.")
    return {name: value for name, value in found.items() if value}


def hint(name: str) -> str:
    """Return what was probably meant, "" if nothing comes near."""
    close = get_close_matches(name, KNOWN, n=1)
    return f", perhaps {close[0]} is meant" if close else "; .env.example shows them all"
