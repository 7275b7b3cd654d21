"""The words of `make models`: what each becomes on the operators' command line."""

import os
import subprocess
from pathlib import Path

import pytest

from scripts.stages import ROOT


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["ADD=qwen3:4b"], "add|qwen3:4b"),
        (["ADD=mine", "FILE=my own.gguf"], "add|mine|--file|my own.gguf"),
        (["ADD=a/b", "KIND=huggingface"], "add|a/b|--kind|huggingface"),
        (["REMOVE=a/b", "KIND=huggingface"], "remove|a/b|--kind|huggingface"),
        (["REMOVE=mine other:1b"], "remove|mine|other:1b"),
        (["VERIFY=1"], "verify"),
        (["LIST=1"], "list"),
        (["SIZE=1"], "size"),
        (["PRUNE=1"], "prune"),
    ],
)
def test_words_of_make_models(words: list[str], command: str, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nIFS='|'; echo \"$*\"\n")
    python.chmod(0o755)
    # What the shell has is another's, and so are the words of a make that runs the tests.
    outer = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "-o", "venv-deploy", f"DEPLOY={tmp_path}", "SUDO=", "models", *words, "STATE=/s"],
        cwd=ROOT,
        env={**outer, "FILE": "/etc/passwd", "KIND": "of magic"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == f"-m|models|{command}|--state|/s"
