"""The command line: a wrong word is one sentence with a code."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from llmhub.ops import cli

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "bad-arguments"),
        (["bogus"], "bad-arguments"),
        (["stop"], "bad-arguments"),
        (["users", "--roster", "a", "--invite", "b"], "bad-arguments"),
        (["configure"], "bad-arguments"),
        (["status", "--state", "/nonexistent"], "no-settings"),
        (["doctor", "--state", "/nonexistent"], "no-settings"),
        (["destroy", "--state", "/nonexistent", "--force"], "no-settings"),
    ],
)
def test_wrong_words(words: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(words)
    told = capsys.readouterr().err
    assert (status, told.count("\n")) == (2 if code == "bad-arguments" else 1, 1)
    assert f"[{code}]" in told


@pytest.mark.parametrize("target", ["stop", "logs"])
def test_make_asks_who(target: str) -> None:
    done = subprocess.run(
        ["make", "--silent", "-o", "venv-deploy", target],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert f"make {target} USER=name. [bad-arguments]" in done.stderr


def test_every_target_explains_itself() -> None:
    told = subprocess.run(
        ["make", "--silent", "help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    for target in [
        "deploy",
        "users",
        "status",
        "stop",
        "logs",
        "doctor",
        "down",
        "destroy",
        "models",
        "course",
        "smoke",
    ]:
        assert f"make {target} " in told
