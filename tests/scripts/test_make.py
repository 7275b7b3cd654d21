"""What make hands on: the state folder, the locale, the words of the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.stages import ROOT

TOOLS = Path(sys.executable).parent


def make(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make with the tools of this environment, for the deploy one may not be there yet."""
    return subprocess.run(
        ["make", "--no-print-directory", "-o", "venv-deploy", f"DEPLOY={TOOLS}", *words],
        cwd=ROOT,
        # A make above this one would pass on words of its own.
        env={**os.environ, "MAKEFLAGS": "", **environment},
        check=False,
        capture_output=True,
        text=True,
    )


def test_ansible_starts_where_ssh_brought_a_locale_that_is_not_there() -> None:
    done = make("deploy", "ARGS=--version", LANG="xx_XX.UTF-8", LC_ALL="")
    assert done.returncode == 0, done.stderr
    assert "ansible-playbook [core" in done.stdout


@pytest.mark.parametrize("target", ["status", "models LIST=1", "lock-images", "bench", "bench-gpu"])
def test_a_command_as_root_gets_a_locale_that_is_there(target: str) -> None:
    done = make("-n", *target.split())
    assert "LC_ALL=C.UTF-8" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("LLMHUB_STATE_DIR=/data/hub", "/data/hub"),
        ('LLMHUB_STATE_DIR="/data/a hub"', "/data/a hub"),
        ("LLMHUB_STATE_DIR='/data/hub'", "/data/hub"),
        ("export LLMHUB_STATE_DIR = /data/hub # the large disk", "/data/hub"),
        ("LLMHUB_STATE_DIR=/old\nLLMHUB_STATE_DIR=/new", "/new"),
        ("# LLMHUB_STATE_DIR=/data/hub", "/srv/llmhub"),
        ("LLMHUB_STATE_DIR=", "/srv/llmhub"),
    ],
    ids=["plain", "double", "single", "spaced", "twice", "commented", "empty"],
)
def test_the_state_folder_is_the_one_that_the_settings_name(
    tmp_path: Path, line: str, state: str
) -> None:
    settings = tmp_path / "settings"
    settings.write_text(f"LLMHUB_PORT=9000\n{line}\n")
    assert f"--state '{state}'\n" in make("-n", "doctor", f"DOTENV={settings}").stdout


def test_a_word_for_the_state_folder_wins(tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.write_text("LLMHUB_STATE_DIR=/data/hub\n")
    assert "--state '/x'\n" in make("-n", "doctor", f"DOTENV={settings}", "STATE=/x").stdout


@pytest.mark.parametrize(
    ("words", "models"),
    [("", ""), ("EXECUTE=1", "own"), ("MODELS=real", "real"), ("EXECUTE=1 MODELS=real", "real")],
)
def test_the_course_is_run_before_it_is_released_if_that_was_said(words: str, models: str) -> None:
    # What the shell has is another's.
    said = make("-n", "course", "STATE=/x", *words.split(), EXECUTE="1", MODELS="real").stdout
    assert ("bench.course" in said) is bool(models)
    assert f"--state '/x' --models {models}\n" in said or not models
    assert said.index("TAGS=course") > said.find("bench.course")


@pytest.mark.parametrize("word", ["MODELS=reel", "EXECUTE=yes", "EXECUTE=0"])
def test_a_misspelt_word_does_not_release_unseen(word: str) -> None:
    name, _, value = word.partition("=")
    assert make("-n", "course", "STATE=/x", **{name: value}).returncode == 0, "of the shell"
    done = make("course", "STATE=/x", "SUDO=", "DEPLOY=/nowhere", word)
    assert done.returncode != 0
    assert "Say EXECUTE=1 or MODELS=real. [bad-arguments]" in done.stderr
    assert "nowhere" not in done.stderr


def test_the_cards_measurement_names_the_words_it_was_given() -> None:
    words = "--card nvidia.com/gpu=1"
    assert (
        f"""--said 'make bench-gpu BENCH_GPU="{words}"'"""
        in make("-n", "bench-gpu", f"BENCH_GPU={words}").stdout
    )
    assert "--said 'make bench-gpu' " in make("-n", "bench-gpu").stdout


def test_one_part_of_the_benchmark_can_be_asked_for() -> None:
    said = make("-n", "bench", "ONLY=tuning").stdout
    assert "--only 'tuning'" in said
    assert "--said 'make bench ONLY=tuning'" in said
    assert "--only" not in make("-n", "bench").stdout
