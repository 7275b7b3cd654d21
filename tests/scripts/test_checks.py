"""`make check`: which files are looked at, and that a failure is one."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import checks
from scripts.stages import Stage, run


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("hub/Dockerfile", True),
        ("images/base/Dockerfile.slim", True),
        ("images/base/gpu.Dockerfile", True),
        ("images/base/Dockerfile.dockerignore", False),
        ("docs/Dockerfiles.md", False),
    ],
)
def test_dockerfiles_are_known_by_name(name: str, is_one: bool) -> None:
    assert checks.is_dockerfile(name) is is_one


@pytest.mark.parametrize(
    ("name", "first", "is_one"),
    [
        ("a.sh", "echo", True),
        ("start", "#!/bin/sh", True),
        ("start", "#!/usr/bin/env bash", True),
        ("start", "#!/usr/bin/env python3", False),
        ("start.py", "#!/bin/sh", False),
        ("LICENSE", "", False),
    ],
)
def test_shell_scripts_are_known_by_ending_or_first_line(
    tmp_path: Path, name: str, first: str, is_one: bool
) -> None:
    (tmp_path / name).write_text(first + "\n")
    assert checks.is_shell(name, tmp_path) is is_one


def test_a_new_file_is_looked_at_and_an_ignored_or_deleted_one_is_not(tmp_path: Path) -> None:
    for command in (["init", "-q"], ["add", "."]):
        (tmp_path / "gone.py").touch()
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / "gone.py").unlink()
    (tmp_path / "new.py").touch()
    (tmp_path / "ignored.py").touch()
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    assert checks.tracked(tmp_path) == [".gitignore", "new.py"]


def test_a_check_that_finds_no_files_fails() -> None:
    result = run(checks.of_files("yamllint", ["true"], []), keep_output=True)
    assert not result.ok
    assert "no files found" in result.output


def test_an_unknown_check_is_named_with_those_that_exist() -> None:
    with pytest.raises(SystemExit, match=r"'mypi'; there are: mypy, ruff"):
        checks.chosen([Stage("mypy", []), Stage("ruff", [])], ["mypi"])


def test_results_come_in_order_and_failures_show_their_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    slow = Stage("slow", [sys.executable, "-c", "import time; time.sleep(0.3)"])
    bad = Stage("bad", [sys.executable, "-c", "raise SystemExit('the reason')"])
    results = checks.run_all([slow, bad], workers=2)
    assert [(one.name, one.ok) for one in results] == [("slow", True), ("bad", False)]
    assert "the reason" in capsys.readouterr().out
