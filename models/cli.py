"""The operators' command: `python -m models WORD --state DIR`; `--help` lists the words.

Progress goes to stderr; the last line of stdout is JSON, with `changed` where the store may change.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from models import commands
from models.catalogue import KINDS
from models.errors import ModelError, from_system
from models.progress import say

ROOT = Path(__file__).resolve().parent.parent


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    state = os.environ.get("LLMHUB_STATE_DIR", "/srv/llmhub")
    version = (ROOT / "images" / "VERSION").read_text(encoding="utf-8").strip()
    top = argparse.ArgumentParser(prog="python -m models", description="The course's model store.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--state", type=Path, default=Path(state), help=f"state folder ({state})")
    common.add_argument("--catalogue", type=Path, default=ROOT / "content" / "models.yml")
    # Beside the source tree, so that hubs with states of their own train once between them.
    cache = ROOT / ".cache" / "models"
    common.add_argument("--cache", type=Path, default=cache, help="trained models")
    common.add_argument(
        "--base-image", default=f"llmhub/base:{version}", help="trains and downloads"
    )
    common.add_argument(
        "--ollama-image", default=f"llmhub/ollama:{version}", help="creates and pulls"
    )
    words = top.add_subparsers(dest="command", required=True)
    build = words.add_parser("build", parents=[common], help="bring the store up to date")
    build.add_argument("--source", choices=("auto", "registry", "embedded"), default="auto")
    add = words.add_parser("add", parents=[common], help="a model, in a new release")
    add.add_argument("name")
    add.add_argument("--kind", choices=KINDS, default="ollama")
    add.add_argument("--file", type=Path, help="a GGUF or Modelfile instead of a registry")
    remove = words.add_parser("remove", parents=[common], help="models, in a new release")
    remove.add_argument("name", nargs="+")
    remove.add_argument("--kind", choices=KINDS, default="ollama")
    verify = words.add_parser("verify", parents=[common], help="compare files with the manifest")
    verify.add_argument("--release", type=int, help="number (default: the current one)")
    for name, text in (
        ("check", "whether `build` has anything to do"),
        ("list", "releases and what the current one holds"),
        ("size", "bytes on disk, shared ones once"),
        ("prune", "delete releases that nobody uses, and old trained models"),
    ):
        words.add_parser(name, parents=[common], help=text)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status (0 good, 1 problem found or error)."""
    options = parser().parse_args(arguments)
    try:
        told, status = commands.RUN[options.command](options, ROOT)
    except (ModelError, OSError) as failure:
        error = failure if isinstance(failure, ModelError) else from_system(failure)
        say(str(error))
        told, status = {"error": error.code, "message": error.message}, 1
    print(json.dumps(told, ensure_ascii=False))
    sys.stdout.flush()
    return status
