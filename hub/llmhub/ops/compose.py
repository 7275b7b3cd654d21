"""Run `docker compose` for one deployed hub."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from llmhub.errors import LabError
from llmhub.ops.context import Context


def command(context: Context, *arguments: str) -> list[str]:
    """Return the command line of `docker compose ARGUMENTS` for this hub."""
    return [
        "docker",
        "compose",
        *("--env-file", str(context.layout.env_file)),
        *("--file", str(context.compose_file)),
        *("--progress", "quiet"),
        *arguments,
    ]


def clean_environment() -> dict[str, str]:
    """Return the environment without our settings: compose prefers them to its --env-file."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LLMHUB_")}


def run(context: Context, *arguments: str) -> str:
    """Run it and return what it printed; raises LabError `compose-failed`."""
    try:
        done = subprocess.run(
            command(context, *arguments),
            check=True,
            capture_output=True,
            text=True,
            cwd=Path("/"),  # a .env in the current folder would be read as well
            env=clean_environment(),
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or ["no reason given"]
        raise LabError("compose-failed", f"docker compose {arguments[0]}: {last[0]}") from None
    except FileNotFoundError:
        raise LabError("docker-down", "Docker is not installed: run `make deploy`.") from None
    return done.stdout
